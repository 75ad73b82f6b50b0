"""Hashed static files whose ES modules import one another by hashed names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Rewrites ``import … from "./x.js";`` too; a line without its semicolon stays unhashed."""

    support_js_module_import_aggregation = True
