//! What is answered beside the tools: resources and completions. Each is a call of the principal behind the same layers, under the rules
//! of a tool.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::application::Application;
use super::call::ToolCall;
use crate::completions::{Asked, Completion, Completions};
use crate::error_code::ErrorCode;
use crate::resources::{self, Resource};
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
    /// The resources that are there: those whose tool is on.
    pub(crate) fn resources(&self, offers: Offers<'_>) -> Vec<&'static Resource> {
        resources::resources().iter().filter(|resource| self.tool(offers, resource.tool).is_some()).collect()
    }

    /// Reads the resource at an address.
    pub(crate) async fn read(
        &self,
        principal: &Principal,
        offers: Offers<'_>,
        uri: &str,
        channel: Arc<dyn ClientChannel>,
    ) -> Result<(&'static Resource, ToolOutput), ReadError> {
        let (resource, parameters) = resources::find(uri).ok_or(ReadError::NotFound)?;
        let tool = self.tool(offers, resource.tool).ok_or(ReadError::NotFound)?;
        let arguments = (resource.arguments)(&parameters).map_err(ReadError::Failed)?;
        let answered = self.answered(principal, resource.own().unwrap_or(tool), arguments, channel).await;
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
    pub(super) fn tool(&self, offers: Offers<'_>, name: &str) -> Option<&dyn Tool> {
        self.registry.get(name).map(Arc::as_ref).filter(|tool| offers(*tool))
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
