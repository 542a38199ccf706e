//! Client ID metadata documents of well-known clients, as they were published in September 2026: they sign in where the document cannot
//! be had. A document that can be had counts instead.

/// Address of the document, name, redirect addresses.
pub(super) const KNOWN: [(&str, &str, &[&str]); 5] = [
    ("https://claude.ai/oauth/mcp-oauth-client-metadata", "Claude", &["https://claude.ai/api/mcp/auth_callback"]),
    ("https://claude.ai/oauth/claude-code-client-metadata", "Claude Code", &["http://localhost/callback", "http://127.0.0.1/callback"]),
    ("https://chatgpt.com/oauth/client.json", "ChatGPT", &["https://chatgpt.com/connector_platform_oauth_redirect"]),
    ("https://chatgpt.com/oauth/codex/client.json", "Codex", &["http://127.0.0.1/callback", "http://localhost/callback"]),
    ("https://vscode.dev/oauth/client-metadata.json", "Visual Studio Code", &["http://127.0.0.1:33418/", "https://vscode.dev/redirect"]),
];
