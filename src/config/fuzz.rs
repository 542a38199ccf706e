//! One file alone, for the fuzz target and the test over its seeds.

use super::environment::Environment;
use super::fault::Fault;
use super::files::File;
use super::folder::Folder;
use super::resolve::Settings;
use super::{compile, known};

/// Everything that is wrong with the text of one file.
pub(crate) fn faults_of(file: File, text: &str, environment: &Environment) -> Vec<Fault> {
    let (mut folder, mut faults) = (Folder::default(), Vec::new());
    folder.take(file, text, environment, &mut faults);
    Settings::resolve(environment, &folder, &mut faults);
    compile::compile(&folder, &crate::tools::names(), &mut faults);
    known::check(&folder, &mut faults);
    faults
}
