//! Models that are always blocked or always read-only.
//!
//! Beside those that anybody would name stand their kin: what a wizard, a default, a trigger or an import would do to them in their
//! stead. Both spellings of a name are listed where Odoo and its users differ.

use crate::policy::tier::Tier;

/// Never reached, by whatever way. Sorted.
pub(crate) const ALWAYS_BLOCKED: &[&str] = &[
    "auth.oauth.provider",
    "auth.passkey.key",
    "auth.passkey.key.create",
    "auth.totp.device",
    "auth.totp.rate.limit.log",
    "auth.totp.wizard",
    "auth_totp.device",
    "auth_totp.wizard",
    "base.automation",
    "base.enable.profiling.wizard",
    "base.import.module",
    "base.language.export",
    "base.language.import",
    "base.module.install.request",
    "base.module.install.review",
    "base.module.uninstall",
    "base.module.update",
    "base.module.upgrade",
    "base_import.import",
    "base_import.mapping",
    "bus.bus",
    "certificate.certificate",
    "certificate.key",
    "change.password.own",
    "change.password.user",
    "change.password.wizard",
    "digest.digest",
    "fetchmail.server",
    "google.calendar.credentials",
    "google.gmail.mixin",
    "iap.account",
    "ir.actions.server",
    "ir.actions.server.history",
    "ir.actions.todo",
    "ir.asset",
    "ir.attachment",
    "ir.autovacuum",
    "ir.binary",
    "ir.config_parameter",
    "ir.cron",
    "ir.cron.progress",
    "ir.cron.trigger",
    "ir.default",
    "ir.exports",
    "ir.exports.line",
    "ir.http",
    "ir.logging",
    "ir.mail_server",
    "ir.model",
    "ir.model.access",
    "ir.model.constraint",
    "ir.model.data",
    "ir.model.fields",
    "ir.model.fields.selection",
    "ir.model.inherit",
    "ir.model.relation",
    "ir.module.module",
    "ir.module.module.dependency",
    "ir.module.module.exclusion",
    "ir.profile",
    "ir.property",
    "ir.qweb",
    "ir.rule",
    "ir.ui.view",
    "ir.ui.view.custom",
    "ir.websocket",
    "mail.gateway.allowed",
    "mail.ice.server",
    "mail.mail",
    "mail.push",
    "mail.push.device",
    "mail.template",
    "mail.template.preview",
    "mail.template.reset",
    "microsoft.outlook.mixin",
    "payment.provider",
    "payment.token",
    "portal.wizard",
    "portal.wizard.user",
    "res.config",
    "res.config.installer",
    "res.config.settings",
    "res.device",
    "res.device.log",
    "res.users",
    "res.users.apikeys",
    "res.users.apikeys.description",
    "res.users.apikeys.show",
    "res.users.deletion",
    "res.users.identitycheck",
    "res.users.log",
    "reset.view.arch.wizard",
    "wizard.ir.model.menu.create",
];

/// Read, never changed. Sorted. What is left of `ir.*` is read-only as well: it configures the server.
pub(crate) const ALWAYS_READ_ONLY: &[&str] = &[
    "discuss.channel",
    "discuss.channel.member",
    "mail.activity",
    "mail.alias",
    "mail.alias.domain",
    "mail.compose.message",
    "mail.followers",
    "mail.message",
    "mail.notification",
    "res.groups.privilege",
];

/// Whether a model is blocked whatever a file says.
pub(crate) fn is_always_blocked(model: &str) -> bool {
    ALWAYS_BLOCKED.binary_search(&model).is_ok()
}

/// The tier that is built in for a model.
pub(crate) fn tier(model: &str) -> Option<Tier> {
    if is_always_blocked(model) {
        return Some(Tier::Blocked);
    }
    let read_only = model.starts_with("ir.") || ALWAYS_READ_ONLY.binary_search(&model).is_ok();
    read_only.then_some(Tier::ReadOnly)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        assert!(ALWAYS_BLOCKED.is_sorted() && ALWAYS_READ_ONLY.is_sorted());
    }
}
