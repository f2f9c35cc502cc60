"""The project on disk: folders, records with their lines, limits, isolation, locks and snapshots."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.workspace.isolation import beside, in_time, isolated, may_share, threads
    from brochurepress.workspace.limits import (
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
    from brochurepress.workspace.project import (
        DEVICES,
        DISTRIBUTION,
        DRAFT,
        FOLDERS,
        HOME,
        PACKAGE,
        REVIEWS,
        SOURCE,
        UNFIT,
        Outside,
        Own,
        Project,
        cache_folder,
        clashes,
        dated,
        inner_path,
        media_type,
        reserved,
        same_name,
        shipped_table,
        unportable,
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
    from brochurepress.workspace.snapshot import (
        KIT,
        KITS,
        Asked,
        Damaged,
        Identity,
        Memo,
        Snapshot,
        fetch,
        hidden,
        kept,
        name_of,
        once,
        store,
    )
    from brochurepress.workspace.transaction import (
        FileLock,
        Folder,
        Inner,
        Ledger,
        Sha256,
        Timeout,
        demand_inside,
        demand_plain,
        digest,
        full,
        make_folder,
        move_aside,
        opened,
        temporary_folder,
        unfinished,
        unwritable,
    )

door(__name__)
