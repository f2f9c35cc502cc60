"""Output intents: registered condition, original ICC bytes, one stream for equal profiles."""

from pathlib import Path

import pikepdf
import pytest

from brochurepress.design.printers import Condition
from brochurepress.findings import Rejected
from brochurepress.pdf.output_intent import OutputIntent, press_intent, read_profile, screen_intent, write_intents
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot

ICC = Path(__file__).parents[2] / "assets/icc"
FOGRA39 = (ICC / "FOGRA39L_300.icc").read_bytes()
SRGB = (ICC / "sRGB2014.icc").read_bytes()
CONDITION = Condition(
    identifier="FOGRA39",
    registry="http://www.color.org",
    info="Coated FOGRA39 (ISO 12647-2:2004)",
    profile="FOGRA39L_300.icc",
    ink_limit_percent=300,
)


def test_a_press_intent_names_the_registered_condition_and_holds_the_original_profile() -> None:
    pdf = pikepdf.new()
    write_intents(pdf, press_intent(CONDITION, FOGRA39))
    (intent,) = pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFX"
    assert str(intent.OutputConditionIdentifier) == "FOGRA39"
    assert str(intent.RegistryName) == "http://www.color.org"
    assert str(intent.Info) == "Coated FOGRA39 (ISO 12647-2:2004)"
    assert intent.DestOutputProfile.N == 4
    assert intent.DestOutputProfile.read_bytes() == FOGRA39


def test_a_screen_intent_is_srgb() -> None:
    pdf = pikepdf.new()
    write_intents(pdf, screen_intent(SRGB))
    (intent,) = pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.N == 3
    assert str(intent.OutputConditionIdentifier) == "sRGB"


def test_intents_replace_those_that_are_there_and_share_an_equal_profile() -> None:
    pdf = pikepdf.new()
    write_intents(pdf, screen_intent(SRGB))
    press = press_intent(CONDITION, FOGRA39)
    archive = OutputIntent("/GTS_PDFA1", "FOGRA39", press.info, press.registry, FOGRA39)
    write_intents(pdf, press, archive)
    first, second = pdf.Root.OutputIntents
    assert first.DestOutputProfile.objgen == second.DestOutputProfile.objgen


@pytest.mark.parametrize("profile", [SRGB, b"", b"not a profile at all" * 9])
def test_a_press_intent_wants_a_profile_of_four_inks(profile: bytes) -> None:
    with pytest.raises(Rejected, match="intent/profile"):
        press_intent(CONDITION, profile)


def test_a_profile_that_is_not_there_is_named() -> None:
    with pytest.raises(Rejected, match=r"assets/icc/gone\.icc: error: the ICC profile cannot be read"):
        read_profile(Snapshot(Project(HOME)), "gone.icc")
