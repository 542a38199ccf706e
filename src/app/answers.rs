//! What is answered beside the tools: resources and completions. Each is a call of the principal behind the same layers, under the rules
//! of a tool.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::application::Application;
use super::call::ToolCall;
use super::choice;
use crate::completions::{Asked, Completion, Completions, matching};
use crate::error_code::ErrorCode;
use crate::resources::{self, Listed, Parameters, Resource};
use crate::session::Principal;
use crate::tools::{ClientChannel, Failure, Origin, Tool, ToolOutput};

/// Whether a door offers a tool.
pub(crate) type Offers<'a> = &'a (dyn Fn(&dyn Tool) -> bool + Sync);

/// Why a resource was not read.
#[derive(Debug)]
pub(crate) enum ReadError {
    /// There is none at the address.
    NotFound,
    /// It could not be read.
    Failed(Failure),
}

impl Application {
    /// The resources that are there: those whose tool is on, and offered where it needs something of Odoo.
    pub(crate) async fn resources(&self, principal: &Principal, offers: Offers<'_>) -> Vec<Listed> {
        let is_on = |resource: &&Resource| self.tool(offers, resource.tool).is_some();
        let on: Vec<&'static Resource> = resources::resources().iter().filter(is_on).collect();
        let offered = self.offered(principal).await;
        let is_offered = |resource: &&&Resource| offered.iter().any(|tool| *tool.definition().name == *resource.tool);
        let choices = principal.choices();
        on.iter().filter(is_offered).flat_map(|resource| resources::listed(resource, &choices)).collect()
    }

    /// Reads the resource at an address.
    pub(crate) async fn read(
        &self,
        principal: &Principal,
        offers: Offers<'_>,
        uri: &str,
        channel: Arc<dyn ClientChannel>,
    ) -> Result<(&'static Resource, ToolOutput), ReadError> {
        let (principal, resource, parameters) = addressed(principal, uri)?;
        let tool = self.tool(offers, resource.tool).ok_or(ReadError::NotFound)?;
        let arguments = (resource.arguments)(&parameters).map_err(ReadError::Failed)?;
        let answered = self.answered(principal, resource.own().unwrap_or(tool.as_ref()), arguments, channel).await;
        answered.map(|output| (resource, output)).map_err(ReadError::Failed)
    }

    /// Completes an argument. Where the caller's own words or a rule are in the way there is nothing to choose from.
    pub(crate) async fn complete(
        &self,
        principal: &Principal,
        offers: Offers<'_>,
        completion: Completion,
        asked: Asked<'_>,
        channel: Arc<dyn ClientChannel>,
    ) -> Result<Completions, Failure> {
        if completion == Completion::Instance {
            return Ok(matching(asked.typed, principal.choices().into_iter().map(|name| (name, ""))));
        }
        let Some(principal) = principal.everywhere().find(|here| asked.instance.is_empty() || here.instance().as_str() == asked.instance)
        else {
            return Ok(Completions::default());
        };
        let Some((_, judged)) = completion.answer().filter(|(tool, _)| self.tool(offers, tool).is_some()) else {
            return Ok(Completions::default());
        };
        match self.answered(principal, judged, asked.arguments(), channel).await {
            Ok(output) => Ok(Completions::from_output(&output)),
            Err(failure) if failure.code() != ErrorCode::RateLimited && matches!(failure.origin(), Origin::Caller | Origin::Policy) => {
                Ok(Completions::default())
            }
            Err(failure) => Err(failure),
        }
    }

    /// A tool that is on and that the door offers.
    pub(super) fn tool(&self, offers: Offers<'_>, name: &str) -> Option<Arc<dyn Tool>> {
        self.registry().get(name).cloned().filter(|tool| offers(tool.as_ref()))
    }

    pub(super) async fn answered(
        &self,
        principal: &Principal,
        tool: &dyn Tool,
        arguments: Map<String, Value>,
        channel: Arc<dyn ClientChannel>,
    ) -> Result<ToolOutput, Failure> {
        let call = ToolCall { tool: tool.definition().name.to_string(), arguments, channel };
        // The layers around a tool make a deep future: it is cut here.
        Box::pin(self.run_as(principal, tool, call)).await
    }
}

/// The resource at an address, for the caller on the Odoo that the address begins with, or on the default one.
pub(super) fn addressed<'p>(principal: &'p Principal, uri: &str) -> Result<(&'p Principal, &'static Resource, Parameters), ReadError> {
    let elsewhere = resources::without_instance(uri).and_then(|(name, address)| Some((name, resources::find(&address)?)));
    let plain = resources::find(uri);
    match (elsewhere, plain) {
        (Some((name, (resource, parameters))), plain) if plain.is_none() || choice::is_there(principal, name) => {
            let here = choice::named(principal, "uri", name).ok_or(ReadError::NotFound)?.map_err(ReadError::Failed)?;
            Ok((here, resource, parameters))
        }
        (_, Some((resource, parameters))) => Ok((principal, resource, parameters)),
        (_, None) => Err(ReadError::NotFound),
    }
}
