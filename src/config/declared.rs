//! The tools that an operator declares: every `tools/*.yaml` of the folder, each fault with its line.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::fault::{Fault, Position};
use super::resolve::{FILE, Origin, Settings};
use super::settings::TYPED_MODELS;
use super::yaml::{self, Node};
use crate::catalog::UserSchemas;
use crate::tools::{DeclaredSchemas, Found, Part, Tool, read_declaration, typed_tools_of};

/// The folder in the folder of files.
const FOLDER: &str = "tools";

/// The tools, in the order of their files.
pub(super) fn read(folder: Option<&Path>, others: &[Arc<dyn Tool>], schemas: &UserSchemas, faults: &mut Vec<Fault>) -> Vec<Arc<dyn Tool>> {
    let files = folder.map(files).unwrap_or_default();
    if files.is_empty() {
        return Vec::new();
    }
    let schemas = DeclaredSchemas::new(schemas);
    let of_others = others.iter().map(|tool| tool.definition().name.to_string());
    let mut taken: BTreeSet<String> = crate::tools::names().into_iter().map(str::to_owned).chain(of_others).collect();
    let mut tools: Vec<Arc<dyn Tool>> = Vec::new();
    for file in files {
        let name = format!("{FOLDER}/{}", file.file_name().unwrap_or_default().to_string_lossy());
        if let Some((value, tree)) = parsed(&file, &name, faults) {
            let (tool, found) = read_declaration(&value, &taken, &schemas);
            faults.extend(found.into_iter().map(|found| fault(&name, &tree, found)));
            if let Some(tool) = tool {
                taken.insert(tool.definition().name.to_string());
                tools.push(tool);
            }
        }
    }
    tools
}

/// The typed tools of the models that the settings name.
pub(super) fn typed(settings: &Settings, schemas: &UserSchemas, faults: &mut Vec<Fault>) -> Vec<Arc<dyn Tool>> {
    let models: Vec<&str> = settings.names(&TYPED_MODELS).collect();
    if models.is_empty() {
        return Vec::new();
    }
    let (schemas, mut tools) = (DeclaredSchemas::new(schemas), Vec::new());
    let origin = if let Origin::Variable(name) = settings.origin(&TYPED_MODELS) { name } else { FILE };
    for model in models {
        match typed_tools_of(model, &schemas) {
            Some(of_model) => tools.extend(of_model),
            None => {
                let names = schemas.catalogs().iter().flat_map(|catalog| catalog.meant_models(model)).next();
                let hint = names.map(|meant| format!("did you mean `{meant}`?"));
                faults.push(Fault::error(origin, format!("`{model}` is not a model that typed tools can be made of")).hint(hint));
            }
        }
    }
    tools
}

/// The files of a folder that declare tools.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder.join(FOLDER)).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let is_yaml = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
    let mut files: Vec<PathBuf> = entries.filter(is_yaml).collect();
    files.sort();
    files
}

/// What a file says, and where; every fault of its syntax is noted.
fn parsed(path: &Path, name: &str, faults: &mut Vec<Fault>) -> Option<(Value, Node)> {
    let text = std::fs::read_to_string(path).map_err(|error| faults.push(Fault::error(name, format!("cannot be read: {error}")))).ok()?;
    let tree = yaml::tree(name, &text, faults)?;
    // The tree has bounded what aliases repeat.
    let value = serde_yaml::from_str(&text).map_err(|error| faults.push(Fault::error(name, error.to_string()))).ok()?;
    Some((value, tree))
}

fn fault(name: &str, tree: &Node, found: Found) -> Fault {
    let Found { is_error, path, message, hint } = found;
    Fault { is_error, ..Fault::error(name, message) }.at(Some(position(tree, &path))).hint(hint)
}

/// Where a path leads, or the last place on its way that is there. An unknown key stands where it is written.
fn position(tree: &Node, path: &[Part]) -> Position {
    let (mut node, mut position) = (tree, tree.position);
    for part in path {
        let next = match part {
            Part::Key(name) => node.member(name).map(|member| (member.position, &member.value)),
            Part::Item(at) => node.item(*at).map(|item| (item.position, item)),
        };
        let Some((at, below)) = next else { break };
        (position, node) = (at, below);
    }
    position
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The faults of a file, a line each.
    fn faults(text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(FOLDER)).unwrap();
        std::fs::write(folder.path().join("tools/orders.yaml"), text).unwrap();
        let mut faults = Vec::new();
        let tools = read(Some(folder.path()), &[], &UserSchemas::default(), &mut faults);
        assert_eq!(tools.is_empty(), faults.iter().any(|fault| fault.is_error));
        faults.iter().map(|fault| format!("{fault}\n")).collect()
    }

    const HEAD: &str = "name: open_orders\ndescription: Orders of a customer that are not invoiced.\n\
                        parameters:\n  customer: {type: string, description: Name of the customer.}\nsteps:\n";

    #[test]
    fn a_misspelt_field_model_or_key_has_its_line_and_what_was_meant() {
        let check = |steps: &str, expected: &str| {
            let found = faults(&format!("{HEAD}{steps}"));
            assert!(found.starts_with(expected), "{steps}\n{found}");
        };
        check("  - search_read:\n      model: sale.order\n      domain: [[partner_id.name, ilike, '{{ customer }}']]\n", "");
        check(
            "  - search_read:\n      model: sale.order\n      domain:\n        - [partnr_id.name, ilike, '{{ customer }}']\n",
            "tools/orders.yaml:9:12: `sale.order` has no field `partnr_id`; did you mean `partner_id`",
        );
        check(
            "  - search_read: {model: sale.ordr}\n",
            "tools/orders.yaml:6:19: there is no model `sale.ordr`; did you mean `sale.order`?\n",
        );
        check(
            "  - search_read: {model: sale.order, feilds: [name]}\n",
            "tools/orders.yaml:6:38: unknown key `feilds`; did you mean `fields`?\n",
        );
        check("  - create:\n      model: res.partner\n      values: {nmae: '{{ customer }}'}\n", "tools/orders.yaml:8:16: ");
        check(
            "  - call: {model: sale.order, method: action_confrm, record_ids: [1]}\n",
            "tools/orders.yaml:6:31: `sale.order` has no public method `action_confrm`; did you mean `action_confirm`",
        );
        check("  - call: {model: sale.order, method: write, record_ids: [1]}\n", "tools/orders.yaml:6:31: `write` has a step of its own");
        check("  - {}\n", "tools/orders.yaml:6:5: a step does one thing; give one of `search_read`");
    }

    #[test]
    fn placeholders_stand_in_values_only() {
        let check = |steps: &str, expected: &str| {
            let found = faults(&format!("{HEAD}{steps}"));
            assert!(found.contains(expected), "{steps}\n{found}");
        };
        let nowhere = "stands where no placeholder may stand; only a value may be one";
        check("  - search_read: {model: '{{ customer }}'}\n", nowhere);
        check("  - search_read: {model: sale.order, domain: [['{{ customer }}', '=', 1]]}\n", nowhere);
        check("  - search_read: {model: sale.order, domain: [[name, '{{ customer }}', 1]]}\n", nowhere);
        check("  - search_read: {model: sale.order, domain: '{{ customer }}'}\n", nowhere);
        check("  - search_read: {model: sale.order, order: '{{ customer }}'}\n", nowhere);
        check("  - create: {model: res.partner, values: {'{{ customer }}': x}}\n", nowhere);
        check("  - call: {model: sale.order, method: '{{ customer }}'}\n", nowhere);
        check(
            "  - create: {model: res.partner, values: {name: '{{ custmer }}'}}\n",
            "there is no parameter and no earlier step `custmer`; did you mean `customer`?",
        );
        check("  - create: {model: res.partner, values: {name: '{{ customer'}}\n", "is not a placeholder");
        check("  - create: {model: res.partner, values: {name: '{{ step_1.id }}'}}\n", "no earlier step `step_1`");
    }

    #[test]
    fn a_tool_of_a_name_that_is_taken_and_what_is_no_declaration_are_refused() {
        let twice = HEAD.replace("open_orders", "search_read") + "  - search_read: {model: sale.order}\n";
        assert_eq!(faults(&twice), "tools/orders.yaml:1:1: there is a tool `search_read` already\n");
        assert_eq!(faults("name: x\nname: y\n").lines().next(), Some("tools/orders.yaml:2:1: the key `name` stands here twice"));
        let untyped = HEAD.replace("type: string", "type: text") + "  - search_read: {model: sale.order}\n";
        assert!(faults(&untyped).starts_with("tools/orders.yaml:4:14: `text` is not a type of parameters"), "{}", faults(&untyped));
    }

    #[test]
    fn a_name_that_an_add_on_may_define_is_checked_when_it_is_called() {
        let check = |steps: &str| {
            let found = faults(&format!("{HEAD}{steps}"));
            let says_so = "which an add-on may define, so the step is checked when it is called";
            assert!(found.contains("warning: ") && found.contains(says_so), "{steps}\n{found}");
        };
        check("  - search_read: {model: sale.order, fields: [x_zeppelin_mast]}\n");
        check("  - search_read: {model: sale.order, domain: [[zeppelin_mast_ids.name, ilike, '{{ customer }}']]}\n");
        check("  - create: {model: res.partner, values: {name: '{{ customer }}', zeppelin_mast: 1}}\n");
        check("  - call: {model: sale.order, method: moor_zeppelin, record_ids: [1]}\n");
    }

    #[test]
    fn what_one_series_lacks_is_a_warning_and_an_unknown_model_is_checked_later() {
        let found = faults(&format!("{HEAD}  - search_read: {{model: res.partner, fields: [mobile]}}\n"));
        assert!(found.contains("warning: in 19.0, "), "{found}");
        let found = faults(&format!("{HEAD}  - search_read: {{model: x_zeppelin, fields: [x_mast]}}\n"));
        assert!(found.contains("warning: the model `x_zeppelin` is not known here"), "{found}");
    }
}
