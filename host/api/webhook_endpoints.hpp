#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/app/outbox.hpp"
#include "host/webhooks/webhooks.hpp"

namespace kontor::host {

// Webhooks for those who hold webhooks.manage; the feed of events, with a cursor, for those who
// hold events.read.
void add_webhook_endpoints(http::Router& router, Accounts& accounts, Webhooks& webhooks);
void add_feed_endpoints(http::Router& router, Accounts& accounts, Outbox& outbox);

}  // namespace kontor::host
