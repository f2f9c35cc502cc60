"""The project on disk: folders, records with their lines, limits, isolation, locks and snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.workspace.counting import NO_TEXT, NO_TEXT_HINT, deepest, measured, no_text, word_faults
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
        own_file,
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
        read_toml,
    )
    from prepress.workspace.snapshot import FileStamps, changed, stamps
    from prepress.workspace.temporary import full, temporary_folder
    from prepress.workspace.transaction import Folder, Inner, Ledger, Sha256, opened, unfinished

__all__ = [
    "DEVICES",
    "DISTRIBUTION",
    "DRAFT",
    "FOLDERS",
    "HOME",
    "LIMITS",
    "NO_TEXT",
    "NO_TEXT_HINT",
    "PACKAGE",
    "SOURCE",
    "STRICT",
    "UNFIT",
    "Email",
    "FallbackAddress",
    "Fields",
    "FileLock",
    "FileStamps",
    "Folder",
    "Identity",
    "Inner",
    "Key",
    "Ledger",
    "LimitExceeded",
    "LimitName",
    "Memo",
    "Outside",
    "Own",
    "Project",
    "RequiredText",
    "Sha256",
    "Slug",
    "Timeout",
    "WebAddress",
    "bind",
    "cache_folder",
    "changed",
    "clashes",
    "dated",
    "deepest",
    "demand_inside",
    "demand_plain",
    "demanded",
    "digest",
    "exceeded",
    "full",
    "in_time",
    "inner_path",
    "isolated",
    "kept",
    "make_folder",
    "measured",
    "media_type",
    "move_aside",
    "no_text",
    "once",
    "opened",
    "overlaid",
    "own_file",
    "read_file",
    "read_text",
    "read_toml",
    "read_yaml",
    "reserved",
    "same_name",
    "stamps",
    "temporary_folder",
    "unfinished",
    "unportable",
    "version",
    "word_faults",
]

__getattr__ = door(
    __name__,
    {
        "counting": "NO_TEXT NO_TEXT_HINT deepest measured no_text word_faults",
        "disk": "demand_inside digest make_folder move_aside",
        "file_names": "DEVICES DRAFT Own UNFIT clashes dated reserved same_name unportable",
        "front_matter": "read_yaml",
        "installation": "DISTRIBUTION PACKAGE cache_folder version",
        "isolation": "in_time isolated",
        "limits": "LIMITS LimitExceeded LimitName exceeded read_file",
        "lock": "FileLock Timeout demand_plain",
        "memo": "Identity Memo kept once",
        "project": "FOLDERS HOME Outside Project SOURCE inner_path media_type own_file",
        "records": (
            "Email FallbackAddress Fields Key RequiredText STRICT Slug WebAddress bind demanded "
            "overlaid read_text read_toml"
        ),
        "snapshot": "FileStamps changed stamps",
        "temporary": "full temporary_folder",
        "transaction": "Folder Inner Ledger Sha256 opened unfinished",
    },
)
