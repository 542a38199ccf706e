//! Models that are always blocked or always read-only.
//!
//! Beside those that anybody would name stand their kin: what a wizard, a default, a trigger or an import would do to them in their
//! stead. Both spellings of a name are listed where Odoo and its users differ.

use crate::policy::tier::Tier;

/// Never reached, by whatever way. Sorted.
pub(crate) const ALWAYS_BLOCKED: &[&str] = &[
    "account_edi_proxy_client.user",
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
    "base.language.install",
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
    "google.calendar.account.reset",
    "google.calendar.credentials",
    "google.gmail.mixin",
    "google.service",
    "iap.account",
    "iap.account.info",
    "iap.service",
    "ir.access",
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
    "ir.demo",
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
    "mail.guest",
    "mail.ice.server",
    "mail.mail",
    "mail.notification.web.push",
    "mail.partner.device",
    "mail.push",
    "mail.push.device",
    "mail.scheduled.message",
    "mail.template",
    "mail.template.preview",
    "mail.template.reset",
    "mail.tracking.value",
    "microsoft.calendar.account.reset",
    "microsoft.calendar.credentials",
    "microsoft.outlook.mixin",
    "microsoft.service",
    "payment.link.wizard",
    "payment.provider",
    "payment.provider.onboarding.wizard",
    "payment.token",
    "portal.share",
    "portal.wizard",
    "portal.wizard.user",
    "privacy.log",
    "privacy.lookup.wizard",
    "privacy.lookup.wizard.line",
    "project.share.wizard",
    "publisher_warranty.contract",
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
    "res.users.role",
    "res.users.role.line",
    "res.users.settings",
    "res.users.settings.embedded.action",
    "res.users.settings.volumes",
    "reset.view.arch.wizard",
    "sale.payment.provider.onboarding.wizard",
    "server.action.history.wizard",
    "sms.account.code",
    "sms.account.phone",
    "sms.account.sender",
    "spreadsheet.dashboard.share",
    "task.share.wizard",
    "theme.ir.asset",
    "theme.ir.attachment",
    "theme.ir.ui.view",
    "theme.utils",
    "theme.website.page",
    "web_editor.assets",
    "website.assets",
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

/// How what is read-only comes to be by a call of the record it is about.
const STANDS_FOR: &[(&str, &str)] = &[
    ("mail.activity", "activity_schedule"),
    ("mail.compose.message", "message_post"),
    ("mail.followers", "message_subscribe"),
    ("mail.message", "message_post"),
];

/// The method that does in order what a dialog of a read-only model does.
pub(crate) fn stands_for(model: &str) -> Option<&'static str> {
    STANDS_FOR.iter().find(|(known, _)| *known == model).map(|(_, method)| *method)
}

/// Render what is written to them as a template, beside those that say so by a field `render_model`. Sorted.
pub(crate) const RENDERED: &[&str] = &["account.move.send", "account.move.send.wizard", "digest.tip", "sms.composer"];

/// Made and changed as Odoo allows, but not deleted: a rule of records whose last group goes holds for everybody.
pub(crate) const NEVER_DELETED: &[&str] = &["res.groups"];

/// Whether a model is blocked whatever a file says.
pub(crate) fn is_always_blocked(model: &str) -> bool {
    ALWAYS_BLOCKED.binary_search(&model).is_ok()
}

/// Whether no built-in rule has a say about a model as a whole.
pub(crate) fn is_open(model: &str) -> bool {
    tier(model).is_none() && !super::is_closed(model)
}

/// Whether a model's name is another spelling of a blocked one: `RES.USERS`, `res_users`, `res..users`.
fn is_respelled(model: &str) -> bool {
    if model.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'.') && !model.contains("..") {
        return false;
    }
    let lower = model.to_ascii_lowercase();
    let parts = || lower.split('.').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
    is_always_blocked(&parts()) || is_always_blocked(&lower.replace('_', "."))
}

/// The tier that is built in for a model.
pub(crate) fn tier(model: &str) -> Option<Tier> {
    if is_always_blocked(model) || is_respelled(model) {
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
        assert!(ALWAYS_BLOCKED.is_sorted() && ALWAYS_READ_ONLY.is_sorted() && RENDERED.is_sorted());
    }

    /// What is blocked or read-only is so under the name that another series has for it.
    #[test]
    fn a_renamed_model_keeps_its_tier() {
        for (old, new) in odoo_models::CHANGES.steps.iter().flat_map(|step| step.renamed) {
            assert_eq!(tier(old), tier(new), "{old} is {new}");
        }
    }
}
