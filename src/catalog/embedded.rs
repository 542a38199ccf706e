//! The checked-in snapshots of 17.0, 18.0 and 19.0, packed into the binary by the build script.

use odoo_sdk::Series;
use odoo_sdk::schema::Pack;
use odoo_sdk::schema::pack::PackError;

/// The packed snapshot of a series. Only its index is read here.
pub(crate) fn pack(series: Series) -> Result<Pack<'static>, PackError> {
    Pack::open(match series {
        Series::V17 => include_bytes!(concat!(env!("OUT_DIR"), "/17.0.pack")),
        Series::V18 => include_bytes!(concat!(env!("OUT_DIR"), "/18.0.pack")),
        Series::V19 => include_bytes!(concat!(env!("OUT_DIR"), "/19.0.pack")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_series_has_its_snapshot_whole() {
        let counts = Series::ALL.map(|series| {
            let pack = pack(series).unwrap();
            let manifest = pack.manifest().unwrap();
            assert_eq!(manifest.series, series);
            let models: Vec<_> = pack.model_names().map(|name| pack.model(name).unwrap().unwrap()).collect();
            assert_eq!(models.iter().map(|model| model.fields.len()).sum::<usize>(), manifest.fields);
            assert!(models.iter().all(|model| model.fields.values().all(|field| field.help.is_none())), "help texts are not ours to ship");
            models.len()
        });
        assert_eq!(counts, [646, 688, 720]);
    }
}
