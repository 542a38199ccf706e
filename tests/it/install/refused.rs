//! What `install` refuses: every file is as it was, and the message says what to do.

use super::*;

#[test]
fn a_broken_file_is_refused_with_its_place_and_stays() {
    let newcomer = Newcomer::new();
    for sample in SAMPLES {
        let (text, place) = sample.broken;
        newcomer.write(sample.file, text);
        for arguments in [vec!["install", sample.client], vec!["install", sample.client, "--uninstall"]] {
            let said = newcomer.run(&arguments);
            let path = newcomer.path(sample.file);
            let start = format!("error: `{}` stays as it is: {place}", path.canonicalize().unwrap().display());
            assert!(said.code == Some(2) && said.error.starts_with(&start) && said.error.lines().count() == 1, "{said:?}");
        }
        assert_eq!(newcomer.read(sample.file), text);
        assert_eq!(newcomer.files(), [sample.file], "nothing was written beside it");
        std::fs::remove_file(newcomer.path(sample.file)).unwrap();
    }
}

#[test]
fn a_second_broken_file_stops_the_first_as_well() {
    let newcomer = Newcomer::new();
    newcomer.write(SAMPLES[5].file, "[]");
    let said = newcomer.run(&["install", "cursor", "zed"]);
    assert!(said.code == Some(2) && said.error.contains("the file is not an object"), "{said:?}");
    assert_eq!(newcomer.files(), [SAMPLES[5].file]);
}

#[test]
fn a_login_that_odoo_refuses_and_an_odoo_that_is_not_there_write_nothing() {
    let newcomer = Newcomer::new();
    let account = [("ODOO_URL", newcomer.odoo.url()), ("ODOO_USERNAME", "admin"), ("ODOO_PASSWORD", "wr0ng")];
    let said = newcomer.run_with(&["install", "cursor"], &account, "");
    assert!(said.code == Some(4) && !said.error.contains("wr0ng"), "{said:?}");
    let nowhere = [("ODOO_URL", "http://127.0.0.1:9"), ("ODOO_USERNAME", "admin"), ("ODOO_API_KEY", "k")];
    assert_eq!(newcomer.run_with(&["install", "cursor"], &nowhere, "").code, Some(3));
    let no_address = [("ODOO_URL", "acme"), ("ODOO_USERNAME", "admin"), ("ODOO_API_KEY", "k")];
    assert_eq!(newcomer.run_with(&["install", "cursor"], &no_address, "").code, Some(2));
    assert_eq!(newcomer.files(), Vec::<String>::new());
}

#[test]
fn without_a_terminal_everything_that_is_missing_is_named() {
    let newcomer = Newcomer::new();
    let error = |arguments: &[&str], input: &str| {
        let said = newcomer.run_with(arguments, &[], input);
        assert_eq!(said.code, Some(2), "{said:?}");
        said.error
    };
    let missing = "error: there is no terminal to ask on: give --url, --user, --key-stdin (or ODOO_API_KEY)\n";
    assert_eq!(error(&["install", "cursor"], ""), missing);
    assert_eq!(error(&["setup", "--client", "cursor"], ""), missing);
    assert!(error(&["install"], "").starts_with("error: no client is named, expected one of `claude-desktop`, `claude-code`, "));
    assert_eq!(error(&["install", "zed", "--key-stdin"], ""), "error: standard input is empty, expected the API key\n");
    assert!(error(&["install", "zed", "--name", "../x"], "").contains("expected letters, digits, `-` and `_`"));
    let homeless = command(&[]).args(["install", "zed", "--demo"]).output().map(Said::from).unwrap();
    assert_eq!((homeless.code, homeless.error.as_str()), (Some(2), "error: no variable says where your folder is: set HOME\n"));
}

#[test]
fn another_program_of_the_name_is_left_alone() {
    let newcomer = Newcomer::new();
    let text = r#"{"mcpServers": {"odoo": {"command": "uvx", "args": ["mcp-server-odoo"]}}}"#;
    newcomer.write(SAMPLES[2].file, text);
    let said = newcomer.run(&["install", "cursor"]);
    assert!(said.code == Some(2) && said.error.ends_with("`odoo` starts another program there; choose another --name\n"), "{said:?}");
    assert_eq!(newcomer.read(SAMPLES[2].file), text);
    newcomer.run(&["install", "cursor", "--name", "acme"]).done();
    assert!(newcomer.read(SAMPLES[2].file).contains("mcp-server-odoo"));
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let newcomer = Newcomer::new();
    // A file where the folder would be: not even root can write below it.
    newcomer.write(".cursor", "x");
    let said = newcomer.run_with(&["install", "cursor", "--demo"], &[], "");
    assert!(said.code == Some(1) && said.error.contains("mcp.json"), "{said:?}");
    assert_eq!(newcomer.read(".cursor"), "x");
}
