"""The project on disk: folders, records with their lines, limits, isolation, locks and snapshots."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.workspace.addresses import printed_address, resolved
    from brochurepress.workspace.counting import NO_TEXT, composed, deepest, measured, no_text, word_faults
    from brochurepress.workspace.disk import demand_inside, digest, make_folder, move_aside, unwritable
    from brochurepress.workspace.file_names import (
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
    from brochurepress.workspace.front_matter import as_yaml, read_yaml, write_yaml, yaml_patched, yaml_scalars
    from brochurepress.workspace.installation import DISTRIBUTION, PACKAGE, cache_folder, version
    from brochurepress.workspace.isolation import beside, in_time, isolated, may_share, threads
    from brochurepress.workspace.limits import LIMITS, LimitExceeded, LimitName, exceeded, read_file
    from brochurepress.workspace.lock import FileLock, Timeout, demand_plain
    from brochurepress.workspace.memo import Damaged, Identity, Memo, fetch, kept, name_of, once, store
    from brochurepress.workspace.project import FOLDERS, HOME, REVIEWS, SOURCE, Outside, Project, inner_path, media_type
    from brochurepress.workspace.records import (
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
        read_toml,
    )
    from brochurepress.workspace.snapshot import KIT, KITS, Asked, Snapshot, hidden
    from brochurepress.workspace.temporary import full, temporary_folder
    from brochurepress.workspace.transaction import Folder, Inner, Ledger, Sha256, opened, unfinished

door(__name__)
