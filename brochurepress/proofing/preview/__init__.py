"""The preview: the true pages of a brochure in the browser, anew at every change of its sources."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.proofing.preview.background_check import BackgroundCheck
    from brochurepress.proofing.preview.editors import chosen_editor
    from brochurepress.proofing.preview.opening import opened
    from brochurepress.proofing.preview.server import Preview
    from brochurepress.proofing.preview.serving import Server, bind_socket
    from brochurepress.proofing.preview.session import Session
    from brochurepress.proofing.preview.watch import follow

door(__name__)
