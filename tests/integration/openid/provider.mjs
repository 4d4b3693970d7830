// A real OpenID provider (npm oidc-provider) on a port of the system's choice, and a browser that
// visits it. usage: node provider.mjs FILE; writes the port to FILE.
//   POST /test/rotate           from now on other keys sign
//   POST /test/account?…        who the next browser signs in as: sub, email, email_verified
//   GET  /test/visit?url=…      walks the pages from url on; the address of the client it ends at
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer, get } from 'node:http'
import { renameSync, writeFileSync } from 'node:fs'
import Provider from 'oidc-provider'

const account = { sub: 'anna', email: 'anna@kontor.example', email_verified: true }
const redirect = 'http://127.0.0.1:1/api/v1/sso/callback'
let issuer = ''
let handler = null

function signingKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' }
}

// A new provider under the same name knows other keys.
function begin() {
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'kontor', client_secret: 'a secret: 100% &c', redirect_uris: [redirect] }],
    jwks: { keys: [signingKey()] },
    cookies: { keys: ['test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true, methods: ['S256'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: account.email, email_verified: account.email_verified }),
    }),
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({
        clientId: context.oidc.client.clientId,
        accountId: context.oidc.session.accountId,
      })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
  const callback = provider.callback()
  handler = async (request, response) => {
    if (!request.url.startsWith('/interaction/')) return callback(request, response)
    return provider.interactionFinished(request, response, { login: { accountId: account.sub } })
  }
}

// Not fetch: Debian 12's Node hands its Set-Cookie headers over as one text.
function page(url, cookie) {
  return new Promise((resolve, reject) => {
    get(url, { headers: { cookie } }, resolve).on('error', reject)
  })
}

// Cookies go where they came from; nothing else of a browser is needed.
async function visit(url) {
  const cookies = new Map()
  for (let pages = 0; pages < 10; pages += 1) {
    if (url.startsWith(redirect)) return url
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await page(url, cookie)
    for (const text of answer.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(text)
      cookies.set(name, value)
    }
    const next = answer.headers.location
    if (!next) throw new Error(`${answer.statusCode} at ${url}: ${(await answer.toArray()).join('')}`)
    answer.resume()
    url = new URL(next, url).href
  }
  throw new Error('too many pages')
}

async function ofTest(url, response) {
  const text = (value, status = 200) => response.writeHead(status).end(value)
  if (url.pathname === '/test/rotate') {
    begin()
    return text('')
  }
  if (url.pathname === '/test/account') {
    Object.assign(account, Object.fromEntries(url.searchParams))
    account.email_verified = url.searchParams.get('email_verified') === 'true'
    return text('')
  }
  try {
    return text(await visit(url.searchParams.get('url')))
  } catch (problem) {
    return text(String(problem), 500)
  }
}

const server = createServer((request, response) => {
  const url = new URL(request.url, issuer)
  if (url.pathname.startsWith('/test/')) return ofTest(url, response)
  return handler(request, response)
})
server.listen(0, '127.0.0.1', () => {
  issuer = `http://127.0.0.1:${server.address().port}`
  begin()
  const file = process.argv[2]
  writeFileSync(`${file}.new`, String(server.address().port))
  renameSync(`${file}.new`, file)
})
