//! Step: the method, by its name and model. What its arguments touch is judged one by one.

use odoo_sdk::validate::{ARCHIVING, CallPath, IssueCode, orm_method};

use super::built_in::{self, NEVER_CALLED, UNSUPPORTED_METHODS};
use super::decision::{Reason, Step};
use super::inspection::{Inspection, shown};
use super::permission::{self, Fact};
use super::profile::Profile;
use crate::error_code::ErrorCode;

/// The tool whose method comes from the caller: the ORM's methods have tools of their own.
const FREE_METHOD_TOOLS: &[&str] = &["execute_method", "run_wizard"];

/// Judges that a method is called on a model.
pub(super) fn judge(inspection: &mut Inspection<'_>, model: &str, method: &str, at: &CallPath<'_>) {
    if let Some(reason) = refusal(inspection, model, method) {
        inspection.refuse(reason.at(at));
    }
}

fn refusal(inspection: &mut Inspection<'_>, model: &str, method: &str) -> Option<Reason> {
    let never = |code: ErrorCode, message: String| Some(Reason::new(Step::Method, code, message));
    let lower = method.to_ascii_lowercase();
    let is_name = method.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric()) && !method.is_empty();
    if !is_name {
        return never(ErrorCode::UnreadableArgument, format!("`{}` is not a method name", shown(method)));
    }
    if NEVER_CALLED.binary_search(&lower.as_str()).is_ok() || UNSUPPORTED_METHODS.binary_search(&lower.as_str()).is_ok() {
        return never(ErrorCode::MethodBlocked, format!("`{method}` is never called through this server"));
    }
    if let Some(origin) = inspection.rules.blocked_methods.get(method) {
        return never(ErrorCode::MethodBlocked, format!("`{method}` is blocked by a rule of this server"))
            .map(|reason| reason.rule(origin));
    }
    let listed = inspection.rules.allowed_methods.get(model);
    let is_listed = listed.is_some_and(|(methods, _)| methods.contains(method));
    if method.starts_with('_') {
        return never(IssueCode::PrivateMethod.into(), format!("`{method}` is private"));
    }
    let is_orm = orm_method(&lower).is_some();
    if is_orm && !ARCHIVING.contains(&method) && FREE_METHOD_TOOLS.contains(&inspection.caller.tool) {
        return never(ErrorCode::HasATool, format!("`{method}` has a tool of its own"))
            .map(|reason| reason.hint("use the tool that reads, searches or writes"));
    }
    match listed {
        Some((_, origin)) if !is_orm && !is_listed => {
            never(ErrorCode::MethodNotAllowed, format!("`{method}` of `{}` is not among the methods that this server allows", model))
                .map(|reason| reason.rule(origin))
        }
        _ if is_orm || is_listed || inspection.rules.profile == Profile::Open => None,
        _ => by_facts(inspection, model, method),
    }
}

/// What is neither a button of the model's views nor reviewed is refused until an operator permits it.
fn by_facts(inspection: &mut Inspection<'_>, model: &str, method: &str) -> Option<Reason> {
    if inspection.rules.profile == Profile::Business {
        if built_in::reviewed_method(model, method).is_some() {
            return None;
        }
        let schema = inspection.schema_at_hand(model)?;
        if permission::of_method(&schema, inspection.schemas().groups(), method) == Fact::Permits {
            return None;
        }
    }
    let message = format!("`{method}` of `{model}` is neither a button that a business user sees nor among the reviewed methods");
    let permits = format!("an operator of this server may permit it: `allowed_methods: {{{model}: [{method}]}}` in `model_access.yaml`");
    Some(Reason::new(Step::Method, ErrorCode::MethodNotAllowed, message).hint(permits))
}
