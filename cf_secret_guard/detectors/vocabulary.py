"""Words that names are made of, each list with what it means for a value that carries such a name.

Sources: the names of section 6 of the fact sheet (wrangler, lego, certbot, acme.sh, terraform, ...), and the other
vendors that scanners mistake for Cloudflare (CurseForge, Codeforces, Codefresh and Contentful also use ``CF_``).
"""

from __future__ import annotations

VENDOR = frozenset(
    """workersai cloudflare cloudflared cloudflares cf cfl cfapi flarectl wrangler cloudflareddns cfddns cfcli cfdns cfd
    cloudfare cloudflar clouflare cloudlfare coudflare cloudfalre claudflare clouldflare cloudflaire cloudfiare
    cloudeflare cludflare cloudfflare clodflare cloudfare""".split()
)
"""Cloudflare itself, its tools, and the ways its name is misspelled."""

ABBREVIATIONS = frozenset({"cf", "cfl", "cfd"})
"""Those of them that other vendors use as well."""

TOKEN_ROLES = frozenset("token tokens tok tkn bearer pat apitoken jeton tokn tokenu tokena".split())
KEY_ROLES = frozenset(
    """key keys apikey authkey schluessel schlüssel clave chave clé cle chiave sleutel nyckel nøgle anahtar anahtarı
    klucz klíč kunci avain""".split()
)
SECRET_ROLES = frozenset(
    """secret secrets password passwd passwort pass pwd credential credentials cred creds auth authorization
    authentication apisecret passphrase sec contraseña contrasena senha hasło haslo wachtwoord segreto segredo secreto
    geheimnis zugangsdaten lösenord""".split()
)
OTHER_SCRIPTS = {
    "クラウドフレア": "cloudflare", "클라우드플레어": "cloudflare", "клаудфлер": "cloudflare",
    "клаудфлэр": "cloudflare", "клаудфлейр": "cloudflare", "كلاودفلير": "cloudflare",
    "令牌": "token", "權杖": "token", "权杖": "token", "トークン": "token", "토큰": "token",
    "токен": "token", "رمز": "token",
    "密钥": "key", "密鑰": "key", "金鑰": "key", "秘钥": "key", "キー": "key", "鍵": "key", "키": "key",
    "ключ": "key", "مفتاح": "key",
    "密码": "password", "密碼": "password", "口令": "password", "パスワード": "password", "비밀번호": "password",
    "пароль": "password", "секрет": "secret", "シークレット": "secret",
}  # fmt: skip
"""The words above in scripts that do not put spaces between words, looked for inside a run of letters."""
ROLES = TOKEN_ROLES | KEY_ROLES | SECRET_ROLES

NOT_A_SECRET = frozenset(
    """id ids uuid guid name names path paths file filename filepath url uri urls endpoint host hostname domain hash
    sha sha1 sha256 sha512 md5 digest checksum fingerprint commit rev revision ref version ver email mail arn bucket
    namespace etag nonce cookie ray rayid cursor sitekey site public pub beacon ttl kind regex pattern placeholder
    description help hint length len expiry expires expiration created updated issuer audience aud algorithm alg
    integrity tag tags hashed encrypted enc cipher ciphertext signature sig prefix suffix identifier link tld count
    index cid salt iv clearance""".split()
)
"""As the last word of a name: what it carries is not the credential."""

GENERIC = frozenset(
    """a an the my our your this self cls is of to for in on with and or new old current default main primary
    secondary backup tmp temp test tests testing prod production prd stage staging stg dev devel development local ci
    cd env environment var vars variable conf config configs configuration setting settings opt opts option options
    param params arg args argument const let val value values data str string text raw api apis rest http https web
    client user users account accounts acct acc admin owner root global master scoped limited full access rw ro read
    write edit editor edits manage manager service svc server app application project site zone zones dns domain ddns
    dyndns dynamic record records ssl tls cert certs certificate certbot acme lego letsencrypt challenge purge cache
    worker workers page pages r2 kv d1 do ai images image img stream streams queue queues tunnel tunnels zt zero trust
    waf firewall fw lb email routing registrar analytics graphql deploy deployment deployer deployments publish
    publisher upload uploader build builder runner job task bot cron script tool cli terraform tf pulumi ansible helm
    k8s kube kubernetes docker compose traefik caddy nginx proxy reverse home homelab lab nas blog shop company team
    org group personal private shared saved stored temporary legacy restricted custom x provider providers plugin
    module resource login sign signin session1 header request req res response model models inference gateway aig gw
    edge cdn ip ips sync updater update dump export import input output in out fallback hardcoded hard coded demo bind
    binding monitor monitoring exporter metrics sdk lib v1 v2 v3 v4 version1 only all any one two three no1 num n1 n2
    attribute attributes props properties metadata login fields field items item entries entry spec with parameters
    parameter headers header extra details payload object children map dict list array results sets
    cfg ctx opts params prov srv mgr hdr hdrs cli cmd obj val vals accountapikey
    s e t u k o super special real live working valid active prefix1 encoded decoded plain final g""".split()
)
"""Says nothing about whose credential it is."""

CARRIERS = frozenset(
    """value val values default content contents data text string str v raw body plaintext plaintextvalue
    stringvalue literal defaultvalue initialvalue current currentvalue s const textvalue plaintext_value message msg
    body secretstring string integer output result answer stdout code""".split()
)
"""Keys whose meaning stands in a partner: ``name: CF_API_TOKEN`` / ``value: ...``."""

FOREIGN = frozenset(
    """aws amazon s3 iam github gh gitlab gl bitbucket gitea azure gcp google gcloud firebase heroku vercel netlify
    digitalocean linode vultr hetzner hcloud ovh gandi godaddy namecheap porkbun dnsimple dnspod route53 fastly akamai
    bunny bunnycdn keycdn stripe twilio sendgrid mailgun postmark mailchimp resend slack discord telegram tg whatsapp
    openai anthropic claude gemini cohere mistral huggingface hf replicate groq deepseek openrouter perplexity xai
    elevenlabs stability together fireworks supabase planetscale neon turso upstash redis mongo mongodb postgres
    postgresql mysql sentry datadog dd newrelic grafana loki prometheus honeycomb logtail pagerduty opsgenie circleci
    circle travis jenkins drone buildkite codecov coveralls sonar sonarqube sonarcloud snyk npm npmjs yarn pypi twine
    rubygems crates nuget dockerhub quay artifactory okta auth0 clerk jwt csrf cookie encryption encrypt signing
    session algolia contentful ctfl sanity shopify spotify twitter facebook fb instagram linkedin youtube twitch reddit
    notion airtable jira atlassian confluence linear asana trello mapbox expo eas apple android railway render fly
    flyio deno plausible posthog mixpanel segment amplitude hubspot salesforce zendesk intercom duckdns noip dynv6
    desec tsig ns1 powerdns pdns curseforge codeforces codefresh modrinth steam minecraft swift openstack rackspace
    cloudfoundry cloudfront cloudformation coinbase binance infura alchemy etherscan pusher ably livekit agora zoom
    webex docusign dropbox box backblaze b2 wasabi minio consul vault hashicorp doppler infisical tailscale zerotier
    plaid paypal braintree square adyen lemonsqueezy paddle wordpress wp jetpack akismet ghost rollbar bugsnag
    launchdarkly split optimizely crowdin lokalise weblate transifex figma canva gitguardian scaleway exoscale
    transip inwx ionos strato netcup alidns aliyun tencent tencentcloud qcloud huaweicloud baidu volcengine zhipu
    moonshot dashscope qwen laravel django rails flask nextauth authjs betterauth payload strapi directus hasura
    webhook hmac livewire recaptcha hcaptcha geetest maxmind ipinfo abuseipdb virustotal shodan censys crowdsec
    matrix mastodon bluesky lastfm tmdb trakt plex sonarr radarr jellyfin unsplash pexels giphy kaggle wandb comet
    kaggle databricks snowflake dbt fivetran mailjet sparkpost brevo sendinblue onesignal pushover ntfy gotify
    healthchecks uptimerobot statuspage betterstack cronitor nextcloud synology unifi ubnt mikrotik homeassistant hass
    netbird authentik keycloak ldap smtp imap ftp ssh gpg pgp deploykey buddy semaphore appveyor bitrise codemagic
    checkly percy chromatic cypress browserstack saucelabs lambdatest argocd flux rancher portainer harbor ghcr
    nexus chargebee recurly avalara taxjar easypost shippo twitchtv osu epic riot blizzard faceit""".split()
)
"""Other vendors, and secrets that applications make for themselves."""

PURPOSES = frozenset("webhook hmac jwt csrf xsrf cookie session signing encryption encrypt".split())
"""What applications make secrets of their own for: not an API token, whatever else the name says."""

LOOKALIKE_VENDORS = (
    "curseforge", "codeforces", "codefresh", "contentful", "cloud foundry", "cloudfoundry", "cfengine",
    "cloudformation", "cloudfront", "coldfusion", "crowdfunding", "crossfit",
)  # fmt: skip
"""Who else says ``CF_``: with one of these near and no ``cloudflare``, ``CF_`` is theirs."""
