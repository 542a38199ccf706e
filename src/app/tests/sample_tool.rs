//! A tool that is made while the program runs: this file and one line where it is added. Everything else follows from its class.

use serde_json::Map;

use super::*;
use crate::tools::{Effect, Failure, Tool, ToolClass, ToolContext, ToolDefinition, ToolOutput, Toolset};

/// Counts the records of the model it is made for.
#[derive(Debug)]
struct CountTool {
    definition: ToolDefinition,
    model: String,
}

impl CountTool {
    fn of(model: &str) -> Self {
        let class = ToolClass::new(Effect::Reads, Toolset::Records).needing_models(&[model]).needing_apps(&["base"]);
        let schema = json!({"type": "object", "properties": {}, "additionalProperties": false}).as_object().unwrap().clone();
        let name = format!("count_{}", model.replace('.', "_"));
        let definition = ToolDefinition::new(&name, "Count", "Counts all records of one model.", class, schema, Vec::new());
        Self { definition, model: model.to_owned() }
    }
}

impl Tool for CountTool {
    fn definition(&self) -> &ToolDefinition {
        &self.definition
    }

    fn run<'a>(&'a self, context: &'a ToolContext, _: Map<String, Value>) -> BoxFuture<'a, Result<ToolOutput, Failure>> {
        Box::pin(async move {
            let count = context.odoo.send(odoo_sdk::Call::search_count(&self.model, json!([]))).await?;
            Ok(ToolOutput::new(json!({"count": count}), "counted"))
        })
    }
}

#[tokio::test]
async fn a_tool_made_at_run_time_is_offered_where_its_model_is() {
    let odoo = odoo(Series::V19).await;
    let tools: [Arc<dyn Tool>; 2] = [Arc::new(CountTool::of("res.partner")), Arc::new(CountTool::of("no.such.model"))];
    let [here, nowhere] = tools;
    let application = builder().instance(instance("one", &odoo)).tool(here).tool(nowhere).build().unwrap();
    let ann = principal("ann", "one", &odoo);
    let names: Vec<String> = application.offered(&ann).await.iter().map(|tool| tool.definition().name.to_string()).collect();
    assert!(names.contains(&"count_res_partner".to_owned()) && !names.contains(&"count_no_such_model".to_owned()), "{names:?}");
    let counted = good(&application, &ann, "count_res_partner", json!({})).await;
    assert!(counted["count"].as_u64() > Some(0), "{counted}");
    assert_eq!(code(&application, &ann, "count_res_partner", json!({"model": "x"})).await, "unknown_argument");
    assert_eq!(code(&application, &ann, "count_no_such_model", json!({})).await, "unknown_model");
    let changes = application.tool_changes();
    assert!(!changes.has_changed().unwrap());
    good(&application, &ann, "logout", json!({})).await;
    assert!(changes.has_changed().unwrap(), "another login may be offered other tools");
    assert!(!application.offered(&ann).await.iter().any(|tool| tool.definition().class.is_conditional()));
}
