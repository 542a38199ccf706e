//! Resources as they are listed: where a caller has several Odoos to choose from, each address begins with the name of one.

use super::Resource;
use super::uri::of_instance;

/// What stands for the name of an Odoo in a template.
pub(crate) const INSTANCE_PARAMETER: &str = "instance";

/// A resource with the address under which it is listed.
#[derive(Clone)]
pub(crate) struct Listed {
    pub(crate) resource: &'static Resource,
    pub(crate) address: String,
    /// Unique in the list.
    pub(crate) name: String,
    pub(crate) title: String,
}

/// A resource with its own address, or one for each of these Odoos; a template once, with the Odoo as a parameter.
pub(crate) fn listed(resource: &'static Resource, instances: &[&str]) -> Vec<Listed> {
    let (name, title) = (resource.name, resource.title);
    let of =
        |instance: &str, name: String, title: String| Listed { resource, address: of_instance(resource.template, instance), name, title };
    match (instances, resource.is_single()) {
        ([], _) => vec![Listed { resource, address: resource.template.to_owned(), name: name.to_owned(), title: title.to_owned() }],
        (_, false) => vec![of(&format!("{{{INSTANCE_PARAMETER}}}"), name.to_owned(), title.to_owned())],
        (several, true) => {
            several.iter().map(|instance| of(instance, format!("{instance}_{name}"), format!("{title} of {instance}"))).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::resources;
    use super::*;

    #[test]
    fn addresses_begin_with_an_odoo_where_there_is_a_choice() {
        let addresses = |name: &str, instances: &[&str]| {
            let resource = resources().iter().find(|resource| resource.name == name).unwrap();
            listed(resource, instances).into_iter().map(|listed| listed.address).collect::<Vec<_>>()
        };
        assert_eq!(addresses("models", &[]), ["odoo://models"]);
        assert_eq!(addresses("models", &["old", "new"]), ["odoo://old/models", "odoo://new/models"]);
        assert_eq!(addresses("record", &["old", "new"]), ["odoo://{instance}/record/{model}/{id}"]);
        assert_eq!(addresses("models_page", &["old", "new"]), ["odoo://{instance}/models{?cursor}"]);
    }
}
