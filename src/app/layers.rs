//! The layers around a tool, in the order in which a call passes them. Each is a file; this is the only place that puts them together.

mod admission;
mod arguments;
mod audit;
mod cap;
mod digest;
mod idempotency;
mod needs;

use std::sync::{Arc, OnceLock};

use super::application::Services;
use super::call::ToolCall;
use crate::audit::CallAudit;
use crate::odoo::InstanceName;
use crate::session::Session;
use crate::tools::{CallContext, ClientChannel, Confirmation, Failure, Odoo, Tool, ToolContext, ToolOutput, shape, whole_numbers};

pub(super) use idempotency::{Keys, KeysError};
pub(super) use needs::{learn, missing};

/// Runs a tool behind all layers. Whatever becomes of the call is in the audit.
pub(super) async fn run(services: &Services, session: Arc<Session>, tool: &dyn Tool, call: ToolCall) -> Result<ToolOutput, Failure> {
    let (audit, channel) = (of_call(call_audit(services, &session, tool), &call), Arc::clone(&call.channel));
    let odoo = odoo(services, session, audit.clone());
    // On the heap: it is handed on twice, and is large.
    audit::recorded(&audit, channel.as_ref(), Box::pin(admitted(services, odoo, tool, call))).await
}

/// Rate and size, arguments, what the tool needs; then idempotency around the rest.
async fn admitted(services: &Services, odoo: Odoo, tool: &dyn Tool, call: ToolCall) -> Result<ToolOutput, Failure> {
    let (definition, ToolCall { mut arguments, channel, .. }) = (tool.definition(), call);
    admission::admit(&odoo, &arguments).await?;
    let whole = whole_numbers(&mut arguments);
    arguments::check(definition, &arguments)?;
    let digest = digest::where_needed(definition, &arguments, services.settings.confirm);
    let common = arguments::take_common(definition, &mut arguments)?;
    let odoo = odoo.with_context(common.context);
    odoo.check_language().await?;
    needs::check(&definition.class, &odoo).await?;
    let confirmation = confirmation(services, &channel, common.confirm_token, digest.as_ref());
    let call = CallContext::new(Arc::clone(&services.settings), common.dry_run, channel, confirmation, services.waiting());
    let context = ToolContext { call, odoo };
    let most = services.policy.rules().limits.response_bytes;
    let capped = async {
        let ran = tool.run(&context, arguments).await;
        if ran.is_err() && !context.odoo.write_sent().get() {
            context.call.confirmation().give_back().await;
        }
        let mut output = ran?;
        shape::report_whole_numbers(&mut output.content, &whole);
        Ok(cap::cap(output, most))
    };
    match (common.idempotency_key.filter(|_| !common.dry_run), digest) {
        (Some(key), Some(digest)) => Box::pin(idempotency::once(&services.keys, &key, &digest, &context.odoo, capped)).await,
        _ => capped.await,
    }
}

/// An answer that was put together of several, within the bound of one.
pub(super) fn capped(services: &Services, output: ToolOutput) -> ToolOutput {
    cap::cap(output, services.policy.rules().limits.response_bytes)
}

/// The Odoo of a session, as one tool reaches it.
fn odoo(services: &Services, session: Arc<Session>, audit: CallAudit) -> Odoo {
    Odoo::new(session, services.policy.clone(), audit, services.users.clone())
}

/// The Odoo of a session, to look at what a caller may see; nothing is sent.
pub(super) fn looking(services: &Services, session: Arc<Session>, tool: &dyn Tool) -> Odoo {
    let audit = call_audit(services, &session, tool);
    odoo(services, session, audit)
}

fn call_audit(services: &Services, session: &Session, tool: &dyn Tool) -> CallAudit {
    let name = Arc::clone(&tool.definition().name);
    let instance = Some(session.instance()).filter(|name| !name.is_default()).map(InstanceName::as_str);
    CallAudit::new(Arc::clone(&services.audit), name, session.user_name()).of_session(session.number()).on(instance)
}

fn of_call(audit: CallAudit, call: &ToolCall) -> CallAudit {
    audit.about(&call.arguments).of_request(call.channel.request().map(|request| Arc::clone(&request.0)))
}

/// A call that is refused before it is known which Odoo it is for.
pub(super) async fn refused(services: &Services, session: &Session, tool: &dyn Tool, call: &ToolCall, failure: &Failure) {
    of_call(call_audit(services, session, tool), call).refused(failure.code().name(), failure.rule()).await;
}

/// The layer of confirmation: what it takes is put together here, the tool asks when it knows what about.
fn confirmation(services: &Services, channel: &Arc<dyn ClientChannel>, token: Option<String>, digest: Option<&Arc<str>>) -> Confirmation {
    Confirmation {
        seal: services.seal.clone(),
        channel: Arc::clone(channel),
        token,
        digest: digest.cloned(),
        used: OnceLock::new(),
        covering: OnceLock::new(),
    }
}
