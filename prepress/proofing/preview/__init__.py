"""The preview: the true pages of a brochure in the browser, anew at every change of its sources."""

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.proofing.preview.background_check import BackgroundCheck
    from prepress.proofing.preview.editors import chosen_editor
    from prepress.proofing.preview.opening import opened
    from prepress.proofing.preview.server import Preview
    from prepress.proofing.preview.serving import Server, bind_socket
    from prepress.proofing.preview.session import Session

door(__name__)
