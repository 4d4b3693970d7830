#pragma once

#include "base/core/json.hpp"

// JSON Schemas of what the routes of files, the way out and the market answer.
namespace kontor::host::answers {

Json import();
Json import_begun();
Json import_formats();
Json imports();
Json import_preview();
Json import_rows();
Json import_kept();
Json mappings();
Json export_job();
Json exports();
Json backups();
Json volumes();
Json events_after();  // The feed.
Json webhook();
Json webhook_made();
Json webhooks();
Json deliveries();
Json replayed();
Json mail_settings();
Json listing();
Json listings();
Json order();

}  // namespace kontor::host::answers
