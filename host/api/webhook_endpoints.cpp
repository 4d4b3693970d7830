#include "host/api/webhook_endpoints.hpp"

#include "host/api/answers/operation_answers.hpp"
#include "host/api/authentication.hpp"
#include "host/api/request_values.hpp"

namespace kontor::host {

namespace {

using http::Request;
using http::Response;

constexpr int kDeliveriesMax = 200;

Json webhook_schema(Json required) {
  return {{"type", "object"},
          {"properties",
           {{"url", {{"type", "string"}, {"maxLength", Webhooks::kWebhookUrlBytesMax}}},
            {"events",
             {{"type", "array"},
              {"items", {{"type", "string"}, {"maxLength", 100}}},
              {"minItems", 1},
              {"maxItems", Webhooks::kEventsMax}}},
            {"private_network", {{"type", "boolean"}}},
            {"enabled", {{"type", "boolean"}}}}},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

WebhookWish wish_of(const Json& body) {
  WebhookWish wish;
  if (body.contains("url")) wish.url = body["url"].get<std::string>();
  if (body.contains("events")) wish.events = body["events"].get<std::vector<std::string>>();
  if (body.contains("private_network")) wish.private_network = body["private_network"].get<bool>();
  if (body.contains("enabled")) wish.enabled = body["enabled"].get<bool>();
  return wish;
}

Json webhook_json(const Webhook& webhook) {
  return {{"id", webhook.id},
          {"url", webhook.url},
          {"events", webhook.events},
          {"private_network", webhook.private_network},
          {"enabled", webhook.enabled},
          {"reason", webhook.reason},
          {"created_at", to_rfc3339(webhook.created_at_ms)}};
}

Json delivery_json(const WebhookDelivery& delivery) {
  return {{"id", delivery.id},
          {"event", delivery.event},
          {"state", delivery.state},
          {"attempts", delivery.attempts},
          {"next_at", delivery.state == "pending" ? Json(to_rfc3339(delivery.next_at_ms)) : Json()},
          {"last_status", delivery.last_status},
          {"last_error", delivery.last_error},
          {"created_at", to_rfc3339(delivery.created_at_ms)}};
}

Result<Response> list_webhooks(Webhooks& webhooks, const Request& request) {
  Json list = Json::array();
  for (const Webhook& webhook : TRY(webhooks.list(principal_of(request)))) {
    list.push_back(webhook_json(webhook));
  }
  return Response::json({{"webhooks", std::move(list)}});
}

Result<Response> add_webhook(Webhooks& webhooks, const Request& request) {
  const Json body = TRY(request.json());
  const auto made = TRY(webhooks.add(principal_of(request), wish_of(body)));
  Json answer = webhook_json(made.webhook);
  answer["secret"] = made.secret;
  return Response::json(answer, 201);
}

Result<Response> list_deliveries(Webhooks& webhooks, const Request& request) {
  const std::string state = TRY(query_text(request, "state"));
  const int limit = TRY(query_limit(request, 50, kDeliveriesMax));
  Json list = Json::array();
  for (const auto& delivery :
       TRY(webhooks.deliveries(principal_of(request), request.path.at("id"), state, limit))) {
    list.push_back(delivery_json(delivery));
  }
  return Response::json({{"deliveries", std::move(list)}});
}

Result<Response> replay_deliveries(Webhooks& webhooks, const Request& request) {
  const Json body = TRY(request.json());
  const auto count = TRY(
      webhooks.replay(principal_of(request), request.path.at("id"), body.value("delivery", "")));
  return Response::json({{"deliveries", count}}, 202);
}

}  // namespace

void add_webhook_endpoints(http::Router& router, Accounts& accounts, Webhooks& webhooks) {
  const http::Auth manager = holder_of(accounts, "webhooks.manage");
  router.add({.method = "GET",
              .path = "/api/v1/webhooks",
              .auth = manager,
              .handler = [&](const Request& request) { return list_webhooks(webhooks, request); },
              .summary = "Lists the webhooks.",
              .answer_schema = answers::webhooks()});
  router.add({.method = "POST",
              .path = "/api/v1/webhooks",
              .auth = manager,
              .handler = [&](const Request& request) { return add_webhook(webhooks, request); },
              .summary = "Adds a webhook; its secret is shown this once.",
              .body_bytes_max = 65536,
              .body_schema = webhook_schema({"url", "events"}),
              .answer_schema = answers::webhook_made()});
  router.add({.method = "PATCH",
              .path = "/api/v1/webhooks/{id}",
              .auth = manager,
              .handler = [&](const Request& request) -> Result<Response> {
                const Json body = TRY(request.json());
                return Response::json(webhook_json(TRY(
                    webhooks.change(principal_of(request), request.path.at("id"), wish_of(body)))));
              },
              .summary = "Changes a webhook, or switches it on again.",
              .body_bytes_max = 65536,
              .body_schema = webhook_schema(Json::array()),
              .answer_schema = answers::webhook()});
  router.add({.method = "DELETE",
              .path = "/api/v1/webhooks/{id}",
              .auth = manager,
              .handler = [&](const Request& request) -> Result<Response> {
                TRY(webhooks.remove(principal_of(request), request.path.at("id")));
                return Response::no_content();
              },
              .summary = "Removes a webhook and what it was to be sent.",
              .answer_type = http::kNoBody});
  router.add({.method = "GET",
              .path = "/api/v1/webhooks/{id}/deliveries",
              .auth = manager,
              .handler = [&](const Request& request) { return list_deliveries(webhooks, request); },
              .summary = "Lists what a webhook was sent, newest first; state=dead: dead letters.",
              .answer_schema = answers::deliveries(),
              .query_names = {"state", "limit"}});
  router.add(
      {.method = "POST",
       .path = "/api/v1/webhooks/{id}/replay",
       .auth = manager,
       .handler = [&](const Request& request) { return replay_deliveries(webhooks, request); },
       .summary = "Sends one delivery, or all dead letters, again.",
       .body_bytes_max = 4096,
       .body_schema = {{"type", "object"},
                       {"properties", {{"delivery", {{"type", "string"}, {"maxLength", 60}}}}},
                       {"additionalProperties", false}},
       .answer_schema = answers::replayed()});
}

}  // namespace kontor::host
