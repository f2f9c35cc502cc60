"""What only the long run of the tests proves: rows of tables, and of each sweep all rows but some.

A sweep asks the same of many things that one mechanism makes. Of each, every run of the tests proves a few rows, the
long run all of them.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

SWEEPS: dict[str, int] = {
    # Cases that nobody wrote, and processes that are ended.
    "repository/test_fuzz.py::test_every_reader_answers_what_nobody_wrote": 0,
    "repository/test_fuzz.py::test_editions_nobody_wrote_end_in_artworks_or_in_findings_with_a_place": 0,
    "repository/test_fuzz.py::test_every_variant_type_of_section_language_and_printer_gets_its_turn": 0,
    "repository/test_fuzz.py::test_a_page_of_few_words_becomes_an_accessible_file": 5,
    "pdf/test_inspection.py::test_damaged_bytes_never_raise_anything_but_findings": 5,
    "pdf/test_inspection.py::test_a_page_without_end_is_never_given_to_be_drawn": 4,
    "pipeline/test_hostile.py::test_a_layout_brings_nothing_into_the_web_page_that_runs_or_requests": 15,
    "pipeline/test_hostile.py::test_legal_work_near_the_limits_is_read": 10,
    "pipeline/test_hostile.py::test_a_page_that_would_act_is_not_written": 3,
    "pipeline/test_hostile.py::test_what_holds_up_a_reader_is_refused_where_it_stands": 3,
    "pipeline/test_read_back.py::test_a_file_that_is_read_back_is_refused_by_name_or_made_again": 4,
    "proofing/test_compare_git_hostile.py::test_nothing_that_a_repository_brings_is_run": 4,
    "proofing/test_preview_background_check.py::test_proofs_are_read_in_a_process_that_is_replaced_when_it_dies": 0,
    "cli/test_terminal.py::test_nothing_of_a_stranger_is_obeyed_by_the_terminal": 8,
    # One page or drawing in many widths, modes, variants and types of section.
    "artworks/test_drawings_in_artworks.py::test_a_feature_is_on_its_page_as_its_author_drew_it": 17,
    "artworks/test_imposition.py::test_every_rule_is_silent_on_imposed_pages": 5,
    "artworks/test_accessible_pdf.py::test_every_claimed_standard_is_met": 4,
    "artworks/test_accessible_pdf.py::test_what_authors_come_up_with_conforms": 8,
    "artworks/test_bitmaps_in_artworks.py::test_a_bitmap_is_upright_and_in_its_colours": 3,
    "artworks/test_cards.py::test_cards_backs_and_marks_lie_upon_each_other": 4,
    "artworks/test_flat_sheets.py::test_a_fold_with_turned_panels_is_clean_for_the_press": 2,
    "artworks/test_handout_guide.py::test_every_colour_has_an_appearance_in_black": 4,
    "artworks/test_handout_guide.py::test_every_form_sets_the_brochure_without_a_fault": 5,
    "artworks/test_handout_guide.py::test_every_scheme_can_be_chosen_and_explained": 4,
    "artworks/test_handout_guide.py::test_large_print_conforms": 4,
    "artworks/test_separation.py::test_a_page_looks_like_its_original": 6,
    "artworks/test_web_page.py::test_axe_finds_nothing_and_nothing_leaves_the_page": 3,
    "artworks/test_web_page.py::test_every_text_is_seen": 3,
    "artworks/test_web_page.py::test_text_at_200_percent_stays_in_the_window": 3,
    "artworks/test_web_page.py::test_zoom_enlarges_every_text": 3,
    "artworks/test_web_page.py::test_spaced_text_stays_in_the_window": 3,
    "artworks/test_web_page.py::test_the_keyboard_walks_through_every_link_in_reading_order_and_shows_where_it_is": 3,
    "artworks/test_web_page.py::test_the_skip_link_leads_to_the_content": 3,
    "artworks/test_web_page.py::test_the_fonts_of_the_page_are_accepted_and_set_all_its_text": 3,
    "artworks/test_web_page.py::test_nothing_moves_for_who_asks_for_that": 3,
    "artworks/test_web_page.py::test_on_paper_there_is_no_ground_and_nothing_to_click": 3,
    "artworks/test_web_page.py::test_landmarks_are_named_by_their_headings": 3,
    "editions_built/test_types.py::test_every_type_is_in_the_accessible_file_and_on_the_web_without_a_fault": 0,
    "editions_built/test_types.py::test_shortest_and_longest_texts_hold_their_grid_in_each_language": 10,
    "exchange/test_readable.py::test_what_is_easy_gets_no_hint": 4,
    "exchange/test_segments.py::test_every_edition_comes_back_byte_for_byte": 4,
    "pdf/test_plates.py::test_a_page_of_every_paint_has_the_inks_that_ghostscript_prints": 3,
    "pdf/test_plates.py::test_an_object_has_the_inks_that_ghostscript_prints": 8,
    "pipeline/test_text_over_pictures.py::test_words_are_measured_against_the_photograph_behind_them": 6,
    "proofing/test_compare_page.py::test_it_can_be_used_by_everyone": 2,
    "proofing/test_preview_page.py::test_the_page_is_open_to_all": 4,
    "proofing/test_preview_page.py::test_every_overlay_is_drawn_by_its_key_and_goes_again": 5,
    "proofing/test_preview_page.py::test_position_view_zoom_and_overlays_stay_over_a_reload": 2,
    "proofing/test_preview_page.py::test_the_room_left_is_that_of_what_is_in_view": 2,
    "proofing/test_preview_page_model.py::test_a_click_leads_to_the_line_of_what_is_clicked": 4,
    "proofing/test_preview_page.py::test_the_worst_finding_is_in_sight_at_every_width": 10,
    "proofing/test_preview_page_model.py::test_every_click_on_the_real_brochure_leads_to_its_line": 0,
    "proofing/test_swatches.py::test_the_files_of_an_edition_hold_its_tokens": 3,
    "proofing/test_swatches.py::test_the_sheet_can_be_used_by_everyone": 2,
    "release/test_conformance.py::test_the_page_of_evidence_is_accessible_and_asks_nothing_of_any_host": 2,
    "release/test_handouts.py::test_its_page_can_be_used_by_anyone": 2,
    "runs/test_worker.py::test_copies_of_many_pages_are_those_of_a_build": 0,
    "support/test_seen.py::test_one_change_is_seen": 3,
    "artworks/test_web_readers.py::test_a_page_holds_for_readers": 3,
    # Whole builds that end, begin or are told in processes of their own.
    "cli/test_run.py::test_a_terminal_is_shown_how_far_it_is": 0,
    "cli/test_run.py::test_sigterm_stops_it_as_tidily": 0,
    "pipeline/test_faults.py::test_two_builds_at_once_leave_one_of_both_whole": 0,
    "pipeline/test_hostile.py::test_nothing_asks_the_network": 0,
    "repository/test_wheel.py::test_the_command_makes_what_the_checkout_makes": 0,
    "test_api.py::test_the_example_of_the_docs_does_what_it_says": 0,
    "pipeline/test_faults.py::test_a_clock_that_jumps_changes_nothing": 0,
    "proofing/test_preview_background_check.py::test_the_room_left_is_measured_in_every_form_that_has_an_end": 0,
    "release/test_verify_release.py::test_another_text_under_the_same_date_is_refused_and_nothing_is_written": 0,
    "typeset/test_pango.py::test_with_it_nothing_is_told": 0,
    "workspace/test_temporary.py::test_what_is_built_may_be_read_by_all_whatever_the_umask": 0,
    # Judges over every edition, and shipped editions that another test builds in part.
    "artworks/test_web_page.py::test_the_html_of_every_edition_is_valid": 0,
    "artworks/test_accessible_pdf.py::test_pages_render_as_the_engine_painted_them": 2,
    "pipeline/test_drawings.py::test_each_artwork_is_made_of_the_drawings_alone": 0,
    "editions_built/test_editions.py::test_every_variant_is_clean_and_has_its_own_name": 0,
    "editions_built/test_editions.py::test_verapdf_finds_nothing": 0,
    "exchange/test_readable.py::test_nine_hints_in_ten_are_right": 0,
    "editions_built/test_editions.py::test_an_edition_of_a_province_differs_in_its_name_and_its_piece": 0,
    "source/test_new_files.py::test_a_section_of_each_type_and_of_a_new_one_is_laid_out": 0,
    # Whole builds of what a smaller test proves of its parts.
    "artworks/test_bitmaps_in_artworks.py::test_an_edition_with_photographs": 0,
    "artworks/test_web_page.py::test_only_the_web_page_offers_the_same_files": 0,
    "cli/test_compare.py::test_a_folder_and_a_file_can_be_compared_with": 0,
    "cli/test_doctor.py::test_a_release_in_which_a_byte_differs_is_told": 0,
    "cli/test_run.py::test_one_file_is_told": 0,
    "pipeline/test_incremental.py::test_other_options_and_another_folder_are_another_order": 0,
    "pipeline/test_incremental.py::test_what_is_told_of_what_is_not_issued_hangs_on_it": 0,
    "proofing/test_preview_worker.py::test_a_folder_that_is_made_later_is_watched": 0,
    "proofing/test_preview_worker.py::test_the_folder_of_the_sources_is_taken_away_and_put_back": 0,
    "release/test_release_names.py::test_a_draft_between_two_releases_changes_nothing_that_the_second_tells": 0,
    "release/test_release_names.py::test_what_earlier_releases_left_stays_in_site_and_archive": 0,
    "runs/test_combined_pdf.py::test_a_run_that_was_stopped_and_resumed_gives_the_same_file": 0,
    "runs/test_combined_pdf.py::test_there_is_an_index_to_print": 0,
    "typeset/test_incremental.py::test_a_page_more_sets_what_follows_again_with_its_numbers": 0,
    "typeset/test_incremental.py::test_sides_heads_and_pages_of_links_are_values_of_each_sheet": 0,
    "typeset/test_paint_cache.py::test_a_page_drawn_beside_others_is_the_same_alone": 0,
    # Formats, sizes, files and pages that go one way.
    "test_api.py::test_a_good_file_is_silent_and_another_is_told": 2,
    "test_api.py::test_a_file_is_held_against_the_edition_it_was_made_of": 2,
    "design/test_renditions.py::test_screens_get_no_more_pixels_than_show": 4,
    "exchange/test_comments.py::test_no_comment_comes_to_a_wrong_line": 3,
    "proofing/test_preview_worker.py::test_what_an_editor_keeps_beside_a_file_builds_nothing": 3,
    "compose/test_pages_of_strangers.py::test_a_layout_of_a_stranger_writes_no_page_that_acts": 3,
    "design/test_renditions.py::test_a_photograph_becomes_a_jpeg_on_screens": 4,
    "design/test_renditions.py::test_a_web_page_gets_no_more_pixels_than_a_window_shows": 3,
    "pipeline/test_hostile.py::test_a_template_cannot_leave_its_sandbox": 3,
    "preflight/test_judges.py::test_our_verdict_is_the_one_of_today": 4,
    # One change, promise or server beside others of its kind.
    "artworks/test_handout_guide.py::test_large_print_is_as_large_as_it_says": 3,
    "cli/test_dutch.py::test_wrong_use_that_click_finds_is_told_in_dutch": 3,
    "pdf/test_inspection.py::test_broken_content_is_a_finding_on_its_page": 4,
    "preflight/test_lies.py::test_an_alternative_that_is_no_words_is_refused": 4,
    "proofing/test_preview_session.py::test_a_broken_file_keeps_the_pages_and_is_told": 3,
    "proofing/test_preview_session.py::test_a_file_that_is_taken_away_and_put_back_is_survived": 2,
    "proofing/test_preview_session.py::test_a_half_saved_file_is_survived": 2,
    "proofing/test_preview_session.py::test_a_word_changes_the_key_of_its_page_and_of_no_other": 2,
    "release/test_machine_reports.py::test_the_same_evidence_gives_the_same_bytes": 2,
    "repository/test_dutch.py::test_faults_of_press_files": 4,
    "runs/test_worker.py::test_copies_are_those_of_a_build": 2,
    "source/test_contact_expiry.py::test_dates_are_judged_on_the_day_given": 2,
    "typeset/test_layout_checks.py::test_a_picture_across_the_fold_is_set_on_both_pages_and_heard_once": 3,
    "pipeline/test_incremental.py::test_what_is_out_of_date_is_made_and_is_what_a_build_from_nothing_makes": 3,
    "pipeline/test_incremental.py::test_a_memory_that_cannot_be_trusted_is_told": 3,
    "pipeline/test_shades.py::test_every_section_has_the_same_colours_in_print_on_pages_and_on_a_screen": 0,
    "pipeline/test_shades.py::test_each_fault_of_colour_speaks": 0,
    "pipeline/test_stages.py::test_the_bytes_do_not_depend_on_the_process": 0,
    "pipeline/test_stages.py::test_verapdf_finds_no_fault_in_the_accessible_files": 6,
    "pipeline/test_stages.py::test_verapdf_finds_no_fault_in_the_shadow_of_the_press_file": 0,
    "preflight/test_further_lies.py::test_a_further_lie_is_told": 4,
    "preflight/test_mutants.py::test_a_mutant_breaks_the_flavours_of_its_line": 12,
    "preflight/test_fidelity.py::test_one_change_in_an_artwork_makes_exactly_its_rule_speak": 4,
    "preflight/test_fidelity.py::test_two_extractors_read_the_same_words": 4,
    "preflight/test_lies.py::test_a_false_claim_of_pdf_2_is_told": 4,
    "preflight/test_lies.py::test_a_lie_that_shows_is_told_without_the_source": 4,
    "proofing/test_approved_pages.py::test_a_small_change_departs": 3,
    "proofing/test_compare.py::test_one_change_is_one_finding": 6,
    "proofing/test_compare.py::test_another_band_at_the_foot_is_another_picture": 0,
    "proofing/test_compare.py::test_the_same_change_twice_is_two_differences": 0,
    "proofing/test_compare_page.py::test_the_same_comparison_is_the_same_page": 0,
    "release/test_conformance.py::test_a_judgement_expires_when_what_it_hangs_on_changes_and_no_other": 4,
    "release/test_conformance.py::test_a_picture_or_its_alternative_that_changes_is_another_picture": 2,
    "release/test_release_names.py::test_a_name_for_ever_that_is_gone_or_changed_is_told": 6,
    "release/test_release_names.py::test_a_name_that_was_released_is_not_used_again_for_other_bytes": 4,
    "release/test_release_names.py::test_the_links_of_a_page_lead_to_what_is_released_with_and_without_a_slash": 6,
    "release/test_verify_release.py::test_a_browser_finds_every_file_that_the_page_links": 6,
    "release/test_verify_release.py::test_what_was_released_is_verified_on_every_server": 8,
    "repository/test_proofs.py::test_one_change_is_told_as_what_it_is": 8,
    "repository/test_requirements.py::test_what_the_code_imports_is_asked_for": 3,
    "repository/test_wheel.py::test_a_program_makes_what_the_checkout_makes": 0,
    "repository/test_wheel.py::test_the_root_is_the_folder_that_it_is_called_in": 0,
    "source/test_inputs.py::test_with_a_memo_is_made_what_is_made_without": 8,
    "source/test_kits.py::test_the_samples_of_all_types_hold_in_each_kit": 8,
    "source/test_new_files.py::test_a_leaflet_of_each_fold_in_each_kit_is_set_and_its_sheet_holds_its_words": 16,
    "support/test_readers.py::test_one_fault_is_told_by_exactly_its_check": 3,
    "typeset/test_incremental.py::test_sheets_set_apart_are_those_of_one_piece": 3,
    "typeset/test_incremental.py::test_a_picture_that_is_gone_and_back_is_said_and_no_longer_said": 0,
    "typeset/test_incremental.py::test_a_token_sets_every_sheet_again": 0,
    "typeset/test_incremental.py::test_what_ties_pages_together_is_set_in_one_piece": 3,
    "typeset/test_layout_checks.py::test_a_character_that_no_page_shows_is_found_however_it_is_written": 5,
    "typeset/test_layout_checks.py::test_the_picture_of_a_cover_stands_below_its_title": 3,
    "typeset/test_paint_cache.py::test_the_bytes_are_those_of_the_engine": 3,
    "typeset/test_pango.py::test_without_pango_the_command_that_installs_it_is_told": 2,
}
"""Sweeps by their tests: one of how many rows every run proves; 0 leaves all of them to the long run."""


def stressed(*values: object) -> pytest.ParameterSet:
    """A row of parameters that is marked `stress`."""
    return pytest.param(*values, marks=pytest.mark.stress)


def sampled(values: Iterable[object], every: int = 4) -> list[object]:
    """The rows of a sweep: the long run of the tests proves all of them, every run one in so many."""
    return [value if index % every == 0 else stressed(value) for index, value in enumerate(values)]


def mark_sweeps(items: Iterable[pytest.Item]) -> None:
    """Marks the rows of SWEEPS that are left to the long run."""
    rows: dict[str, int] = {}
    for item in items:
        name = item.nodeid.partition("[")[0].removeprefix("tests/")
        if (every := SWEEPS.get(name)) is not None and not item.get_closest_marker("stress"):
            rows[name] = rows.get(name, -1) + 1
            if not every or rows[name] % every:
                item.add_marker(pytest.mark.stress)
