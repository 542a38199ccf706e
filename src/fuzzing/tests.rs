//! Every target over its seeds, over seeds that were cut, spliced and spoilt, and over a megabyte of nesting.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::*;

/// The largest hostile input.
const MEGABYTE: usize = 1 << 20;

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = fuzz().join("seeds").join(target);
    fs::read_dir(folder).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
}

#[test]
fn every_target_has_its_file_and_its_seeds() {
    let mut known: Vec<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    known.sort();
    assert_eq!(names(&fuzz().join("targets")), known);
    assert_eq!(names(&fuzz().join("seeds")), known);
}

#[test]
fn every_target_takes_some_of_its_seeds_and_refuses_others() {
    for (name, target) in TARGETS {
        let (taken, refused): (Vec<_>, Vec<_>) = seeds(name).into_iter().partition(|seed| target(seed));
        assert!(!taken.is_empty() && !refused.is_empty(), "{name}: {} taken, {} refused", taken.len(), refused.len());
    }
}

/// Two seeds, cut and joined, with some bytes put over the result.
fn spoilt(seeds: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let seed = prop::sample::select(seeds);
    let bytes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4);
    (seed.clone(), any::<prop::sample::Index>(), seed, any::<prop::sample::Index>(), bytes).prop_map(|(head, end, tail, begin, bytes)| {
        let mut spoilt = [&head[..end.index(head.len() + 1)], &tail[begin.index(tail.len() + 1)..]].concat();
        for (place, byte) in bytes.into_iter().filter(|_| !head.is_empty()) {
            let place = place.index(spoilt.len().max(1));
            spoilt.get_mut(place).into_iter().for_each(|found| *found = byte);
        }
        spoilt
    })
}

#[test]
fn no_target_minds_spoilt_seeds_or_noise() {
    let cases = ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() };
    for (name, target) in TARGETS {
        let input = prop_oneof![3 => spoilt(seeds(name)), 1 => prop::collection::vec(any::<u8>(), 0..200)];
        TestRunner::new(cases.clone())
            .run(&input, |data| {
                target(&data);
                Ok(())
            })
            .unwrap();
    }
}

/// As often as it fits into a megabyte, behind what opens it.
fn nested(open: &str, unit: &str) -> Vec<u8> {
    [open, &unit.repeat((MEGABYTE - open.len()) / unit.len())].concat().into_bytes()
}

#[test]
fn a_megabyte_of_nesting_is_refused() {
    let xml = "<?xml version='1.0'?><methodResponse><params><param>";
    let hostile = [
        ("values", nested("0", "[")),
        ("values", nested("1", "{\"order_line\":[[0,0,")),
        ("domain", nested("2", "[[\"parent_id\",\"any\",")),
        ("domain", nested("2[\"!\"", ",\"&\"")),
        ("scope", nested("", "a.")),
        ("scope", nested("", "*,")),
        ("yaml", nested("0", "[")),
        ("yaml", nested("1", "{a: ")),
        ("yaml", nested("2a: &a [x", ", x")),
        ("yaml", nested("3", "- ")),
        ("yaml", nested("0", "? ")),
        ("yaml", nested("1", "nonsense: 1\n")),
        ("xmlrpc", nested(xml, "<value><array><data>")),
        ("xmlrpc", nested(xml, "<value><struct><member><name>a</name>")),
        ("xmlrpc", nested("<methodCall><methodName>", "<a>")),
        ("oauth_client", nested("{\"redirect_uris\":", "[")),
        ("oauth_client", nested("{\"redirect_uris\":[\"https://a.example/\"", ",\"https://a.example/\"")),
        ("oauth_request", nested("client_id=x", "&a=b")),
        ("sealed", nested("oga_", "A")),
    ];
    for (name, data) in hostile {
        let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).unwrap();
        assert!(!target(&data), "{name}: {}", String::from_utf8_lossy(&data[..40]));
    }
}

#[test]
fn nesting_that_is_well_formed_is_refused_for_its_depth() {
    let schemas = OfflineSchemas::open(Series::V19, None).unwrap();
    let deep = (0..100).fold(Value::Bool(true), |inner, _| serde_json::json!([["parent_id", "any", inner]]));
    let outcome = validate(&Input::Search { model: "res.partner", domain: Some(&deep), order: None, fields: None }, Series::V19, &schemas);
    assert_eq!(outcome.issues.iter().map(|issue| issue.code.name()).collect::<Vec<_>>(), ["too_deep"]);
    let mut bomb = String::from("2a0: &a0 [x, x]\n");
    (1..30).for_each(|level| bomb.push_str(&format!("a{level}: &a{level} [*a{before}, *a{before}]\n", before = level - 1)));
    assert!(!yaml(bomb.as_bytes()));
}
