//! The add-on of the sample company: a layer on the schemas of Odoo's own modules, as a customer's module comes. No snapshot of a
//! standard Odoo has it.

use std::collections::BTreeMap;

use odoo_sdk::Series;
use odoo_sdk::schema::Snapshot;
use odoo_sdk::schema::snapshot::SnapshotError;

/// The files of the layer of one series, by their names in a snapshot.
macro_rules! layer {
    ($series:literal) => {
        layer!($series: "manifest.json", "common_methods.json", "groups.json", "models/delivery.route.custom.json",
            "models/delivery.postpone.custom.json", "models/delivery.stop.custom.json", "models/delivery.tag.custom.json", "models/res.partner.json", "models/res.users.json")
    };
    ($series:literal: $($file:literal),+) => {
        [$(($file, include_str!(concat!("../addons/x_delivery/", $series, "/", $file)))),+]
    };
}

/// The layer of a series.
pub(crate) fn sample(series: Series) -> Result<Snapshot, SnapshotError> {
    let files = match series {
        Series::V17 => layer!("17.0"),
        Series::V18 => layer!("18.0"),
        Series::V19 => layer!("19.0"),
    };
    Snapshot::parse(&files.into_iter().map(|(file, text)| (file.to_owned(), text.to_owned())).collect::<BTreeMap<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_series_has_the_layer_of_one_module() {
        for series in Series::ALL {
            let layer = sample(series).unwrap();
            assert_eq!(layer.series, series);
            assert_eq!(layer.modules.keys().collect::<Vec<_>>(), ["x_delivery"]);
            let whole: Vec<&String> = layer.models.iter().filter(|(_, model)| model.is_whole()).map(|(name, _)| name).collect();
            assert_eq!(whole, ["delivery.postpone.custom", "delivery.route.custom", "delivery.stop.custom", "delivery.tag.custom"]);
            assert_eq!(layer.models["res.partner"].fields.keys().collect::<Vec<_>>(), ["x_loyalty_tier"]);
        }
    }
}
