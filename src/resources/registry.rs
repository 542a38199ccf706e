//! Every kind of resource, in the order in which they are listed. This is the only list of them.

use std::sync::LazyLock;

use super::uri::{Parameters, matched};
use super::{Resource, categories, companies, config, export, model, models, record, report, schema, users, workflow};

/// Every kind.
pub(crate) fn resources() -> &'static [Resource] {
    static RESOURCES: LazyLock<Vec<Resource>> = LazyLock::new(|| {
        vec![
            models::first_page(),
            categories::resource(),
            users::first_page(),
            companies::resource(),
            config::resource(),
            models::further_pages(),
            users::further_pages(),
            model::resource(),
            schema::resource(),
            workflow::resource(),
            record::resource(),
            report::resource(),
            export::resource(),
        ]
    });
    &RESOURCES
}

/// The resource at an address, with the parameters of the address.
pub(crate) fn find(uri: &str) -> Option<(&'static Resource, Parameters)> {
    resources().iter().find_map(|resource| Some((resource, matched(resource.template, uri)?)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_tools_are_known_and_parameters_are_completed() {
        let names: BTreeSet<_> = resources().iter().map(|resource| resource.name).collect();
        assert_eq!(names.len(), resources().len());
        for resource in resources() {
            assert!(crate::tools::is_built_in(resource.tool), "{}", resource.tool);
            assert!(resource.description.ends_with('.') && resource.description.len() > 20, "{}", resource.name);
            let parts = resource.template.split(['{', '}']).skip(1).step_by(2).map(|name| name.trim_start_matches('?'));
            for parameter in parts.filter(|name| !["cursor", "handle"].contains(name)) {
                assert!(resource.completion(parameter).is_some(), "{}: {parameter}", resource.name);
            }
        }
    }

    #[test]
    fn every_address_leads_to_its_own_kind() {
        let check = |uri: &str, expected: Option<&str>| assert_eq!(find(uri).map(|(resource, _)| resource.name), expected, "{uri}");
        check("odoo://models", Some("models"));
        check("odoo://models?cursor=res.partner", Some("models_page"));
        check("odoo://models/res.partner", Some("model"));
        check("odoo://schema/res.partner", Some("schema"));
        check("odoo://record/res.partner/1", Some("record"));
        check("odoo://config", Some("config"));
        check("odoo://users?cursor=200", Some("users_page"));
        check("odoo://workflow/sale.order", Some("workflow"));
        check("odoo://report/sale.order/1?report=x", Some("report"));
        check("odoo://nothing", None);
        check("file:///etc/passwd", None);
    }
}
