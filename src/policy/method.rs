//! Step: the method, by its name and model. What its arguments touch is judged one by one.

use odoo_sdk::validate::{ARCHIVING, CallPath, IssueCode, orm_method};

use super::built_in;
use super::decision::{Reason, Step};
use super::inspection::{ADMINISTRATORS, Inspection, shown};
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
    if built_in::is_never_called(&lower) {
        let reason = never(ErrorCode::MethodBlocked, format!("`{method}` is never called through this server"));
        return reason.map(|reason| with_tool(reason, &lower));
    }
    if let Some(origin) = inspection.rules.blocked_methods.get(method) {
        return never(ErrorCode::MethodBlocked, format!("`{method}` is blocked by a rule of this server"))
            .map(|reason| reason.rule(origin));
    }
    let rules = inspection.rules;
    let listed = rules.allowed_methods.get(model);
    let is_listed = listed.is_some_and(|(methods, _)| methods.contains(method));
    if method.starts_with('_') {
        return never(IssueCode::PrivateMethod.into(), format!("`{method}` is private"));
    }
    let is_orm = orm_method(&lower).is_some();
    if is_orm && !ARCHIVING.contains(&method) && FREE_METHOD_TOOLS.contains(&inspection.caller.tool) {
        return never(ErrorCode::HasATool, format!("`{method}` is not called as a method")).map(|reason| with_tool(reason, &lower));
    }
    if let Some(origin) = rules.admin_method(model, method).filter(|_| !is_orm && !is_listed) {
        if inspection.is_member(ADMINISTRATORS) {
            return None;
        }
        return never(ErrorCode::AdminOnly, format!("`{method}` of `{model}` is for administrators only"))
            .map(|reason| reason.rule(origin));
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

/// With the tool that does the same, where one does.
fn with_tool(reason: Reason, method: &str) -> Reason {
    match built_in::instead::of_method(method) {
        Some(tool) => reason.hint(format!("use `{tool}`")),
        None => reason,
    }
}

/// What is neither a button of the model's views nor reviewed is refused until an operator permits it.
fn by_facts(inspection: &mut Inspection<'_>, model: &str, method: &str) -> Option<Reason> {
    if inspection.rules.profile == Profile::Business {
        if built_in::merges(model) && built_in::merged(model, method).is_none() {
            let message = format!("`{method}` of `{model}` merges whatever it finds, and nobody could check that");
            return Some(Reason::new(Step::Method, ErrorCode::MethodBlocked, message).hint("merge contacts that are named"));
        }
        if built_in::reviewed_method(model, method).is_some() {
            return None;
        }
        let schema = inspection.schema_at_hand(model)?;
        if permission::of_method(&schema, inspection.schemas().groups(), method) == Fact::Permits {
            return None;
        }
    }
    if let Some(tool) = built_in::instead::of_method(method) {
        let message = format!("`{method}` of `{model}` is not called as a method");
        return Some(Reason::new(Step::Method, ErrorCode::HasATool, message).hint(format!("use `{tool}`")));
    }
    let message = format!("`{method}` of `{model}` is neither a button that a business user sees nor among the reviewed methods");
    let permits = format!("an operator of this server may permit it: `allowed_methods: {{{model}: [{method}]}}` in `model_access.yaml`");
    Some(Reason::new(Step::Method, ErrorCode::MethodNotAllowed, message).hint(permits))
}
