"""Places that say Cloudflare without the value's own name saying it, and tools' own files, with a hole ``{}``."""

from __future__ import annotations

from tests.detectors.planting import Text

TOKEN_PLACES = {
    "a terraform provider block": Text('provider "cloudflare" {\n  api_token = "{}"\n}\n', "main.tf"),
    "an aliased terraform provider block": Text(
        'provider "cloudflare" {\n  alias   = "eu"\n  # rotate me\n  api_token = "{}"\n}\n', "main.tf"
    ),
    "certbot's credentials": Text("# Cloudflare\ndns_cloudflare_api_token = {}\n", "cloudflare.ini"),
    "acme.sh's account file": Text("SAVED_CF_Token='{}'\nSAVED_CF_Account_ID='{account}'\n", "account.conf"),
    "caddy's JSON": Text(
        '{"challenges": {"dns": {"provider": {"name": "cloudflare", "api_token": "{}"}}}}\n', "caddy.json"
    ),
    "ddclient": Text(
        "protocol=cloudflare, \\\nzone=example.org, \\\nlogin=token, \\\npassword={} \\\nwww.example.org\n",
        "ddclient.conf",
    ),
    "octodns": Text(
        "providers:\n  cloudflare:\n    class: octodns_cloudflare.CloudflareProvider\n    token: {}\n", "config.yaml"
    ),
    "dnscontrol": Text(
        '{\n  "cloudflare": {\n    "TYPE": "CLOUDFLAREAPI",\n    "apitoken": "{}"\n  }\n}\n', "creds.json"
    ),
    "ansible's module": Text(
        "- name: record\n  cloudflare_dns:\n    zone: example.org\n    api_token: {}\n    state: present\n", "play.yml"
    ),
    "ansible's module with its long name": Text(
        "- community.general.cloudflare_dns:\n    zone: example.org\n    api_token: '{}'\n", "play.yml"
    ),
    "timothymiller's ddns": Text(
        '{\n  "cloudflare": [\n    {\n      "authentication": {\n        "api_token": "{}"\n      },\n'
        '      "zone_id": "{zone}"\n    }\n  ]\n}\n',
        "config.json",
    ),
    "ddns-updater": Text(
        '{"settings": [{"provider": "cloudflare", "domain": "example.org", "token": "{}"}]}\n', "config.json"
    ),
    "a wrangler-action step": Text(
        "      - uses: cloudflare/wrangler-action@v3\n        with:\n          apiToken: {}\n"
        "          accountId: {account}\n",
        ".github/workflows/x.yml",
    ),
    "a pages-action step": Text(
        "      - uses: cloudflare/pages-action@v1\n        with:\n          accountId: {account}\n"
        "          apiToken: {}\n",
        ".github/workflows/x.yml",
    ),
    "pulumi's stack file": Text("config:\n  cloudflare:apiToken: {}\n  app:x: 1\n", "Pulumi.prod.yaml"),
    "the section of an INI file": Text("[CloudFlare]\nemail = {mail}\ntoken = {}\n", ".cloudflare.cfg"),
    "the table of a TOML file": Text('[cloudflare]\nzone = "{zone}"\napi_token = "{}"\n', "app.toml"),
    "a nested TOML table": Text('[dns.cloudflare]\ntoken = "{}"\n', "app.toml"),
    "a nested YAML mapping": Text("dns:\n  cloudflare:\n    zone: x\n    apiToken: {}\n", "values.yaml"),
    "a nested .NET section": Text(
        '{\n  "Cloudflare": {\n    "ZoneId": "{zone}",\n    "ApiToken": "{}"\n  }\n}\n', "appsettings.json"
    ),
    "a cert-manager Secret": Text(
        "kind: Secret\nmetadata:\n  name: cloudflare-api-token-secret\nstringData:\n  api-token: {}\n", "secret.yaml"
    ),
    "a fail2ban action": Text("[Init]\ncftoken = {}\ncfuser = {mail}\n", "action.d/cloudflare-token.conf"),
    "curl with a Bearer header": Text(
        'curl https://api.cloudflare.com/client/v4/zones -H "Authorization: Bearer {}"\n', "run.sh"
    ),
    "curl over several lines": Text(
        'curl -X GET "https://api.cloudflare.com/client/v4/user/tokens/verify" \\\n'
        '  -H "Authorization: Bearer {}" \\\n  -H "Content-Type: application/json"\n',
        "README.md",
    ),
    "a Python requests header": Text(
        'U = "https://api.cloudflare.com/client/v4/zones"\nH = {"Authorization": "Bearer {}"}\n', "a.py"
    ),
    "a Go header": Text(
        'req, _ := http.NewRequest("GET", "https://api.cloudflare.com/client/v4/zones", nil)\n'
        'req.Header.Set("Authorization", "Bearer {}")\n',
        "a.go",
    ),
    "a REST client file": Text(
        "GET https://api.cloudflare.com/client/v4/zones\nAuthorization: Bearer {}\n", "zones.http"
    ),
    "an AI gateway header": Text("cf-aig-authorization: Bearer {}\n", "x.http"),
    "a Workers AI token under OpenAI's name": Text(
        "OPENAI_BASE_URL=https://api.cloudflare.com/client/v4/accounts/{account}/ai/v1\nOPENAI_API_KEY={}\n", ".env"
    ),
    "an MCP server's environment": Text(
        '{"mcpServers": {"cf": {"command": "x", "env": {"CLOUDFLARE_API_TOKEN": "{}"}}}}\n', "mcp.json"
    ),
    "cloudflare-go": Text('api, err := cloudflare.NewWithAPIToken("{}")\n', "main.go"),
    "the TypeScript SDK": Text("const client = new Cloudflare({ apiToken: '{}' });\n", "a.ts"),
    "the Python SDK": Text('client = Cloudflare(api_token="{}")\n', "a.py"),
    "traefik in compose": Text(
        "services:\n  traefik:\n    environment:\n      - CF_DNS_API_TOKEN={}\n      - TZ=UTC\n", "docker-compose.yml"
    ),
    "a W3TC-like WordPress constant": Text("define( 'SWCFPC_CF_API_TOKEN', '{}' );\n", "wp-config.php"),
}

NAMES = [
    "CLOUDFLARE_API_TOKEN",
    "CF_API_TOKEN",
    "CF_DNS_API_TOKEN",
    "CF_ZONE_API_TOKEN",
    "CLOUDFLARE_DNS_API_TOKEN",
    "CF_Token",
    "CLOUDFLARE_ZONE_API_TOKEN",
    "SAVED_CF_Token",
    "dns_cloudflare_api_token",
    "CLOUDFLARE_TOKEN",
    "cloudflareApiToken",
    "cfApiToken",
    "CF_AIG_TOKEN",
    "CLOUDFLARE_AI_TOKEN",
    "CLOUDFLARE_GATEWAY_TOKEN",
    "WRANGLER_R2_SQL_AUTH_TOKEN",
    "cloudflare_api_key",
    "WRANGLER_CF_AUTHORIZATION_TOKEN",
    "SWCFPC_CF_API_TOKEN",
    "TF_VAR_cloudflare_api_token",
    "MY_CF_API_TOKEN",
    "cftoken",
    "CloudflareApiToken",
    "CLOUDFLARE_API_TOKEN_PROD",
    "cloudflare-api-token",
    "cloudflare.api-token",
    "VITE_CLOUDFLARE_API_TOKEN",
    "CLOUDFARE_API_TOKEN",
    "CLOUFLARE_TOKEN",
    "CFtkn",
    "cf_bearer_token",
    "CLOUDFLARE_WORKERS_TOKEN",
    "CFL_API_TOKEN",
]

KEY_PLACES = {
    "a header beside its e-mail": Text("X-Auth-Email: {mail}\nX-Auth-Key: {}\n", "x.http"),
    "curl's headers": Text(
        "curl https://api.cloudflare.com/client/v4/zones -H 'X-Auth-Email: {mail}' -H 'X-Auth-Key: {}'\n", "x.sh"
    ),
    "headers in a Python dictionary": Text("H = {'X-Auth-Email': '{mail}', 'X-Auth-Key': '{}'}\n", "a.py"),
    "headers in PowerShell": Text("$h = @{\n  'X-Auth-Email' = '{mail}'\n  'X-Auth-Key' = '{}'\n}\n", "a.ps1"),
    "a header set in Go": Text(
        '\treq.Header.Set("X-Auth-Email", "{mail}")\n\treq.Header.Set("X-Auth-Key", "{}")\n', "a.go"
    ),
    "a Postman header": Text(
        '{"header": [{"key": "X-Auth-Email", "value": "{mail}"},\n {"key": "X-Auth-Key", "value": "{}"}]}\n', "c.json"
    ),
    "a terraform provider block": Text(
        'provider "cloudflare" {\n  email   = "{mail}"\n  api_key = "{}"\n}\n', "main.tf"
    ),
    "certbot's credentials": Text("dns_cloudflare_email = {mail}\ndns_cloudflare_api_key = {}\n", "cloudflare.ini"),
    "acme.sh": Text('export CF_Key="{}"\nexport CF_Email="{mail}"\n', "x.sh"),
    "wrangler's variables": Text("CLOUDFLARE_EMAIL={mail}\nCLOUDFLARE_API_KEY={}\n", ".env"),
    "ddclient": Text("protocol=cloudflare\nlogin={mail}\npassword={}\nexample.org\n", "ddclient.conf"),
    "dnscontrol": Text(
        '{"cloudflare": {"TYPE": "CLOUDFLAREAPI", "apikey": "{}", "apiuser": "{mail}"}}\n', "creds.json"
    ),
    "ansible's module": Text("- cloudflare_dns:\n    account_email: {mail}\n    account_api_key: {}\n", "play.yml"),
    "the section of an INI file": Text("[cloudflare]\nemail = {mail}\nkey = {}\n", "app.ini"),
    "fail2ban": Text("[Init]\ncfuser = {mail}\ncftoken = {}\n", "action.d/cloudflare.conf"),
    "the old Python library": Text('cf = CloudFlare.CloudFlare(email="{mail}", token="{}")\n', "a.py"),
    "timothymiller's ddns": Text(
        '{\n  "cloudflare": [{\n    "authentication": {\n      "api_key": {\n        "api_key": "{}",\n'
        '        "account_email": "{mail}"\n      }\n    }\n  }]\n}\n',
        "config.json",
    ),
    "a WordPress constant": Text("define('SWCFPC_CF_API_KEY', '{}');\n", "wp-config.php"),
    "a uci service": Text(
        "config service 'x'\n\toption service_name 'cloudflare.com-v4'\n\toption username '{mail}'\n"
        "\toption password '{}'\n",
        "etc/config/ddns",
    ),
}
