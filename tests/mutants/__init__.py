"""Mutants: an accessible PDF with one fault each, made in the finished file."""

from tests.mutants import of_content, of_pictures_and_links, of_the_document, of_the_tree
from tests.mutants.spoils import SPOILS, mutant

__all__ = ["SPOILS", "mutant", "of_content", "of_pictures_and_links", "of_the_document", "of_the_tree"]
