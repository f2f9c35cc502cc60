"""The project on disk: folders, records with their lines, limits, isolation, locks and snapshots."""

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.workspace.addresses import printed_address, resolved
    from prepress.workspace.counting import (
        NO_TEXT,
        composed,
        deepest,
        measured,
        no_text,
        word_faults,
    )
    from prepress.workspace.disk import demand_inside, digest, make_folder, move_aside
    from prepress.workspace.file_names import (
        DEVICES,
        DRAFT,
        UNFIT,
        Own,
        clashes,
        dated,
        reserved,
        same_name,
        unportable,
    )
    from prepress.workspace.front_matter import read_yaml
    from prepress.workspace.installation import DISTRIBUTION, PACKAGE, cache_folder, version
    from prepress.workspace.isolation import in_time, isolated
    from prepress.workspace.limits import LIMITS, LimitExceeded, LimitName, exceeded, read_file
    from prepress.workspace.lock import FileLock, Timeout, demand_plain
    from prepress.workspace.memo import Identity, Memo, kept, once
    from prepress.workspace.project import (
        FOLDERS,
        HOME,
        SOURCE,
        Outside,
        Project,
        inner_path,
        media_type,
    )
    from prepress.workspace.records import (
        STRICT,
        Email,
        FallbackAddress,
        Fields,
        Key,
        RequiredText,
        Slug,
        WebAddress,
        bind,
        demanded,
        overlaid,
        read_text,
    )
    from prepress.workspace.snapshot import Asked, Snapshot, hidden
    from prepress.workspace.temporary import full, temporary_folder
    from prepress.workspace.transaction import Folder, Inner, Ledger, Sha256, opened, unfinished

door(__name__)
