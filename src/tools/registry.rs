//! Every tool there is, in the order in which they are offered. This is the only list of them.

use std::sync::{Arc, LazyLock};

use super::class::{Connection, Effect};
use super::settings::ToolSettings;
use super::tool::{Tool, typed};
use super::{
    files, helpdesk, hr, instances, messages, more, pack, project, records, reports, sales, schema, session, translations, workflow, write,
};
use crate::policy::Mode;

/// The tools that this server offers.
#[derive(Debug, Clone)]
pub(crate) struct Registry {
    tools: Vec<Arc<dyn Tool>>,
}

/// A name in the settings that is no tool's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no tool `{0}`, so it cannot be left out")]
pub(crate) struct UnknownTool(String);

impl Registry {
    /// The built-in tools and others, as far as the mode allows them and the operator wants them.
    pub(crate) fn new(mode: Mode, settings: &ToolSettings, others: &[Arc<dyn Tool>]) -> Result<Self, UnknownTool> {
        let all: Vec<_> = built_in().iter().chain(others).cloned().collect();
        let is_known = |name: &&String| all.iter().any(|tool| *tool.definition().name == ***name);
        if let Some(unknown) = settings.without.iter().find(|name| !is_known(name)) {
            return Err(UnknownTool(unknown.clone()));
        }
        let is_on = |tool: &Arc<dyn Tool>| {
            let definition = tool.definition();
            settings.toolsets.contains(&definition.class.toolset) && !settings.without.contains(&*definition.name)
        };
        Ok(Self { tools: all.into_iter().filter(|tool| is_on(tool) && is_allowed(mode, tool.definition().class.effect)).collect() })
    }

    /// The tools in order.
    pub(crate) fn tools(&self) -> &[Arc<dyn Tool>] {
        &self.tools
    }

    /// The names of the toolsets that something is offered of, in order, to a caller who has a choice of Odoos or has none.
    pub(crate) fn toolsets(&self, has_choice: bool) -> Vec<&'static str> {
        let mut names = Vec::new();
        for tool in self.tools.iter().filter(|tool| has_choice || tool.definition().class.connection != Connection::Several) {
            let name = tool.definition().class.toolset.name();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// A tool by name.
    pub(crate) fn get(&self, name: &str) -> Option<&Arc<dyn Tool>> {
        self.tools.iter().find(|tool| *tool.definition().name == *name)
    }
}

/// Read-only wins over everything.
fn is_allowed(mode: Mode, effect: Effect) -> bool {
    mode == Mode::ReadWrite || matches!(effect, Effect::Reads | Effect::Session)
}

/// The names of every built-in tool, offered or not.
pub(crate) fn names() -> Vec<&'static str> {
    built_in().iter().map(|tool| &*tool.definition().name).collect()
}

/// Whether a built-in tool has this name, offered or not.
pub(crate) fn is_built_in(name: &str) -> bool {
    built_in().iter().any(|tool| *tool.definition().name == *name)
}

/// Every built-in tool, by toolset, and those of the pack of this program.
pub(crate) fn built_in() -> &'static [Arc<dyn Tool>] {
    static TOOLS: LazyLock<Vec<Arc<dyn Tool>>> = LazyLock::new(|| {
        let mut tools = vec![
            typed::<schema::ListModels>(),
            typed::<schema::GetModelFields>(),
            typed::<schema::GetCreateRequirements>(),
            typed::<schema::DescribeMethod>(),
            typed::<schema::CompareVersions>(),
            typed::<records::SearchRead>(),
            typed::<records::GetRecord>(),
            typed::<records::SearchCount>(),
            typed::<records::NameSearch>(),
            typed::<records::ReadGroup>(),
            typed::<records::GetDefaults>(),
            typed::<records::GetOnchange>(),
            typed::<write::CreateRecord>(),
            typed::<write::UpdateRecord>(),
            typed::<write::DeleteRecord>(),
            typed::<write::BulkCreate>(),
            typed::<write::BulkUpdate>(),
            typed::<write::ExecuteMethod>(),
            typed::<write::RunWizard>(),
            typed::<session::Whoami>(),
            typed::<session::Login>(),
            typed::<session::Logout>(),
            typed::<workflow::GetRecordActions>(),
            typed::<messages::GetMyDay>(),
            typed::<messages::GetHistory>(),
            typed::<messages::PostMessage>(),
            typed::<messages::ScheduleActivity>(),
            typed::<messages::FinishActivity>(),
            typed::<hr::GetMyProfile>(),
            typed::<hr::CheckIn>(),
            typed::<hr::CheckOut>(),
            typed::<hr::GetMyAttendance>(),
            typed::<hr::GetMyLeaves>(),
            typed::<hr::RequestLeave>(),
            typed::<sales::GetMyQuotations>(),
            typed::<sales::GetOrderDetails>(),
            typed::<sales::GetSalesSummary>(),
            typed::<sales::GetPrice>(),
            typed::<sales::ConfirmOrder>(),
            typed::<project::GetMyTasks>(),
            typed::<project::GetProjectSummary>(),
            typed::<project::UpdateTaskStage>(),
            typed::<helpdesk::GetMyTickets>(),
            typed::<helpdesk::CreateTicket>(),
            typed::<helpdesk::UpdateTicketStage>(),
            typed::<reports::RenderReport>(),
            typed::<reports::SendDocument>(),
            typed::<more::ListApps>(),
            typed::<more::FindUser>(),
            typed::<more::SearchAll>(),
            typed::<more::CopyRecord>(),
            typed::<more::UpsertRecord>(),
            typed::<more::ImportRecords>(),
            typed::<more::ExportRecords>(),
            typed::<files::ListAttachments>(),
            typed::<files::ReadAttachment>(),
            typed::<files::UploadAttachment>(),
            typed::<more::GetStock>(),
            typed::<translations::GetTranslations>(),
            typed::<translations::SetTranslations>(),
            typed::<more::ExplainAccess>(),
            typed::<instances::SearchAcrossInstances>(),
            typed::<more::PreviewBatch>(),
            typed::<more::ApplyBatch>(),
        ];
        tools.extend(pack::registered().cloned());
        tools
    });
    &TOOLS
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::tools::definition::ToolDefinition;
    use crate::tools::settings::Toolset;

    fn all() -> impl Iterator<Item = &'static ToolDefinition> {
        built_in().iter().map(|tool| tool.definition())
    }

    fn names(mode: Mode, settings: &ToolSettings) -> Vec<String> {
        Registry::new(mode, settings, &[]).unwrap().tools().iter().map(|tool| tool.definition().name.to_string()).collect()
    }

    #[test]
    fn names_are_unique_and_portable() {
        let names: BTreeSet<_> = super::names().into_iter().collect();
        assert_eq!(names.len(), built_in().len());
        for name in names {
            assert!(name.len() <= 64 && name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{name}");
        }
    }

    #[test]
    fn input_schemas_are_closed_and_every_parameter_is_described() {
        for entry in all() {
            assert_eq!(entry.input_schema()["type"], "object", "{}", entry.name);
            assert_eq!(entry.input_schema()["additionalProperties"], false, "{}", entry.name);
            for (name, property) in entry.input_schema()["properties"].as_object().unwrap() {
                // What many tools take is described in the reference, and in the list once.
                assert!(entry.argument_schema()["properties"][name]["description"].is_string(), "{}.{name} has no description", entry.name);
                assert!(property["type"].is_string(), "{}.{name} has no single type: {property}", entry.name);
                let is_closed = property.get("additionalProperties") == Some(&serde_json::Value::Bool(false));
                assert_eq!(property.get("properties").is_some(), is_closed, "{}.{name} has members and is open", entry.name);
            }
            for combinator in ["oneOf", "allOf", "$ref", "$defs", "minLength"] {
                assert!(
                    !serde_json::to_string(entry.input_schema().as_ref()).unwrap().contains(&format!("\"{combinator}\"")),
                    "{}",
                    entry.name
                );
            }
        }
    }

    #[test]
    fn every_tool_says_what_comes_back() {
        for entry in all() {
            let schema = entry.output_schema();
            assert_eq!(schema["type"], "object", "{}", entry.name);
            assert!(!schema["properties"].as_object().unwrap().is_empty(), "{}", entry.name);
            assert!(entry.description.ends_with('.') && entry.description.len() > 30, "{}", entry.name);
        }
    }

    #[test]
    fn a_read_only_server_offers_reads_only() {
        let registry = Registry::new(Mode::ReadOnly, &ToolSettings::default(), &[]).unwrap();
        assert!(registry.tools().iter().all(|tool| !tool.definition().class.writes()));
        let core = ToolSettings { toolsets: Toolset::CORE.into(), ..ToolSettings::default() };
        assert_eq!(names(Mode::ReadOnly, &core).len(), 15);
    }

    #[test]
    fn toolsets_and_tools_are_switched_off() {
        let toolsets = BTreeSet::from([Toolset::Records]);
        let settings = ToolSettings { toolsets, without: BTreeSet::from(["get_onchange".to_owned()]), ..ToolSettings::default() };
        let names = names(Mode::ReadWrite, &settings);
        assert_eq!(names, ["search_read", "get_record", "search_count", "name_search", "read_group", "get_defaults"]);
        let settings = ToolSettings { without: BTreeSet::from(["delete_recrod".to_owned()]), ..ToolSettings::default() };
        assert_eq!(
            Registry::new(Mode::ReadWrite, &settings, &[]).unwrap_err().to_string(),
            "there is no tool `delete_recrod`, so it cannot be left out"
        );
    }

    /// What each tool does to data, once more by hand: a wrong effect misleads every client.
    #[test]
    fn effects_are_true() {
        let expected = |name: &str| match name {
            "set_translations" => Effect::Overwrites,
            "create_record" | "bulk_create" | "copy_record" | "upload_attachment" => Effect::Adds,
            "update_record" | "bulk_update" | "upsert_record" | "import_records" => Effect::Overwrites,
            "delete_record" => Effect::Deletes,
            "execute_method" | "run_wizard" | "apply_batch" | "send_document" | "confirm_order" | "finish_activity" => Effect::Executes,
            "post_message" | "schedule_activity" | "check_in" | "request_leave" | "create_ticket" => Effect::Adds,
            "check_out" | "update_task_stage" | "update_ticket_stage" => Effect::Overwrites,
            "login" | "logout" => Effect::Session,
            _ => Effect::Reads,
        };
        for tool in all() {
            assert_eq!(tool.class.effect, expected(&tool.name), "{}", tool.name);
        }
    }
}
