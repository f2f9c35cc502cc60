"""The project on disk: folders, records with their lines, limits, isolation, locks and snapshots."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
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
    from brochurepress.workspace.isolation import beside, in_time, isolated, may_share, threads
    from brochurepress.workspace.limits import (
        LIMITS,
        NO_TEXT,
        LimitExceeded,
        LimitName,
        composed,
        deepest,
        exceeded,
        measured,
        no_text,
        read_file,
        word_faults,
    )
    from brochurepress.workspace.lock import FileLock, Timeout, demand_plain
    from brochurepress.workspace.memo import Damaged, Identity, Memo, fetch, kept, name_of, once, store
    from brochurepress.workspace.project import (
        DISTRIBUTION,
        FOLDERS,
        HOME,
        PACKAGE,
        REVIEWS,
        SOURCE,
        Outside,
        Project,
        cache_folder,
        inner_path,
        media_type,
        version,
    )
    from brochurepress.workspace.records import (
        STRICT,
        Email,
        FallbackAddress,
        Fields,
        Key,
        RequiredText,
        Slug,
        WebAddress,
        as_yaml,
        bind,
        demanded,
        overlaid,
        printed_address,
        read_text,
        read_toml,
        read_yaml,
        resolved,
        write_yaml,
        yaml_patched,
        yaml_scalars,
    )
    from brochurepress.workspace.snapshot import KIT, KITS, Asked, Snapshot, hidden
    from brochurepress.workspace.temporary import full, temporary_folder
    from brochurepress.workspace.transaction import (
        Folder,
        Inner,
        Ledger,
        Sha256,
        demand_inside,
        digest,
        make_folder,
        move_aside,
        opened,
        unfinished,
        unwritable,
    )

door(__name__)
