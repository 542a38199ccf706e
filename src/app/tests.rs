//! The application as its doors use it, on embedded Odoos.

mod isolation;
mod sample_tool;
mod subscriptions;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use odoo_sdk::Series;
use odoo_sim::{RunningSim, Sim};
use serde_json::{Value, json};

use super::{Application, Builder, Outcome, ToolCall};
use crate::catalog::embedded_pack;
use crate::demo;
use crate::odoo::{ConnectionError, InstanceName};
use crate::policy::{Policy, Rules};
use crate::session::{Instance, Principal};
use crate::tools::{ClientChannel, ConfirmationMode, Reply};
use crate::tools::{ToolSettings, Toolset};

/// A client that cannot be asked.
#[derive(Debug)]
struct Silent;

impl ClientChannel for Silent {
    fn confirmation_mode(&self) -> ConfirmationMode {
        ConfirmationMode::Token
    }

    fn ask<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Reply> {
        Box::pin(std::future::ready(Reply::TimedOut))
    }

    fn progress<'a>(&'a self, _: usize, _: usize, _: &'a str) -> BoxFuture<'a, ()> {
        Box::pin(std::future::ready(()))
    }
}

async fn odoo(series: Series) -> RunningSim {
    Sim::builder(embedded_pack(series).unwrap()).today("2026-11-20".parse().unwrap()).start().await.unwrap()
}

/// The embedded Odoo as an instance of this name.
fn instance(name: &str, odoo: &RunningSim) -> Instance {
    Instance { name: name.into(), ..Instance::only(Some(demo::settings(odoo).address())) }
}

/// Its administrator, at a door that knows them by their name.
fn principal(subject: &str, instance: &str, odoo: &RunningSim) -> Principal {
    Principal::new(subject, "test", Ok(demo::settings(odoo).credential)).on(InstanceName::from(instance))
}

/// Without the bounds of a minute, which a test would reach.
fn builder() -> Builder {
    let mut rules = Rules::default();
    (rules.limits.calls_per_minute, rules.limits.writes_per_minute) = (0, 0);
    Application::builder().policy(Policy::new(rules))
}

async fn run(application: &Application, principal: &Principal, tool: &str, arguments: Value) -> Outcome {
    let arguments = arguments.as_object().unwrap().clone();
    application.run(principal, ToolCall { tool: tool.to_owned(), arguments, channel: Arc::new(Silent) }).await
}

/// The content of an answer that must be good.
async fn good(application: &Application, principal: &Principal, tool: &str, arguments: Value) -> Value {
    match run(application, principal, tool, arguments).await {
        Outcome::Done(output) => Value::Object(output.content),
        other => panic!("{tool}: {other:?}"),
    }
}

async fn code(application: &Application, principal: &Principal, tool: &str, arguments: Value) -> &'static str {
    match run(application, principal, tool, arguments).await {
        Outcome::Failed(failure) => failure.code().name(),
        other => panic!("{tool}: {other:?}"),
    }
}

#[tokio::test]
async fn every_tool_runs_behind_the_policy() {
    let disabled_tools = crate::tools::names().into_iter().map(|name| (name.to_owned(), "test".to_owned())).collect();
    let mut rules = Rules { disabled_tools, ..Rules::default() };
    rules.limits.calls_per_minute = 0;
    let settings = ToolSettings { toolsets: Toolset::ALL.into(), ..ToolSettings::default() };
    let builder = Application::builder().instance(Instance::only(None)).policy(Policy::new(rules));
    let application = builder.settings(settings).build().unwrap();
    let nobody = Principal::new("test", "test", Err(ConnectionError::Missing(Vec::new())));
    for name in crate::tools::names() {
        assert_eq!(code(&application, &nobody, name, json!({})).await, "tool_disabled", "{name}");
    }
    assert!(matches!(run(&application, &nobody, "no_such_tool", json!({})).await, Outcome::UnknownTool(_)));
}

#[tokio::test]
async fn an_instance_that_is_not_served_is_refused() {
    let application = builder().instance(Instance::only(None)).build().unwrap();
    let stranger = Principal::new("test", "test", Err(ConnectionError::Missing(Vec::new()))).on("other".into());
    assert_eq!(code(&application, &stranger, "whoami", json!({})).await, "not_configured");
}
