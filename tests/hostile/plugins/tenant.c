#define _GNU_SOURCE
#include <kontor/kontor.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A plugin of a real host that takes what it may not have, floods what it may, and answers
 * what nobody asked. Built twice, under two manifests: the tenant and its accomplice. */

static const kontor_host* host;

static int is(kontor_text text, const char* wanted) {
  return text.size == strlen(wanted) && memcmp(text.data, wanted, text.size) == 0;
}
static int holds(kontor_text text, const char* part) {
  return memmem(text.data, text.size, part, strlen(part)) != NULL;
}

/* An answer as it is put together; what does not fit is cut off. */
struct answer {
  char text[60000];
  size_t size;
};
static void add(struct answer* answer, const char* text, size_t size) {
  if (size > sizeof answer->text - answer->size) size = sizeof answer->text - answer->size;
  memcpy(answer->text + answer->size, text, size);
  answer->size += size;
}
static void add_text(struct answer* answer, const char* text) { add(answer, text, strlen(text)); }
static void collect(void* self, const char* data, uint64_t size) { add(self, data, size); }

static kontor_status ask(const char* operation, const char* request, struct answer* answer) {
  const kontor_sink sink = {answer, collect};
  answer->size = 0;
  return host->call(host->self, (kontor_text){operation, strlen(operation)},
                    (kontor_text){request, strlen(request)}, sink);
}

/* One more member of `told`: operation → {"status", "answer"}. */
static void tell(struct answer* told, const char* operation, const char* request) {
  static struct answer got;
  char head[200];
  const kontor_status status = ask(operation, request, &got);
  snprintf(head, sizeof head, "%s\"%s %zu\":{\"status\":%d,\"answer\":", told->size > 1 ? "," : "",
           operation, told->size, (int)status);
  add_text(told, head);
  add(told, got.text, got.size);
  add_text(told, "}");
}

/* The text after `"id":"` in the input of the action. */
static void id_in(kontor_text request, char id[64]) {
  const char* place = memmem(request.data, request.size, "\"input\"", 7);
  id[0] = '\0';
  if (place == NULL) return;
  place = memmem(place, (size_t)(request.data + request.size - place), "\"id\":\"", 6);
  if (place != NULL) sscanf(place + 6, "%63[^\"]", id);
}

static void takes_undeclared_fields(kontor_text request, struct answer* told) {
  char id[64], text[400];
  id_in(request, id);
  snprintf(text, sizeof text, "{\"entity\":\"person\",\"id\":\"%s\",\"purpose\":\"testing\"}", id);
  tell(told, "record.get/1", text);
  tell(told, "record.list/1", "{\"entity\":\"person\",\"limit\":10,\"purpose\":\"testing\"}");
  tell(told, "record.list/1",
       "{\"entity\":\"person\",\"limit\":10,\"purpose\":\"testing\",\"filter\":"
       "[{\"field\":\"email\",\"op\":\"eq\",\"value\":\"hidden@example.test\"}]}");
  tell(told, "record.aggregate/1",
       "{\"entity\":\"person\",\"group_by\":[\"email\"],\"measures\":[{\"function\":\"count\"}]}");
  snprintf(text, sizeof text,
           "{\"entity\":\"person\",\"id\":\"%s\",\"fields\":{\"email\":\"stolen@example.test\"}}",
           id);
  tell(told, "record.update/1", text);
  snprintf(text, sizeof text, "{\"entity\":\"person\",\"id\":\"%s\",\"purpose\":\"spying\"}", id);
  tell(told, "record.get/1", text);
  tell(told, "record.list/1", "{\"entity\":\"deal\",\"limit\":10,\"purpose\":\"testing\"}");
}

static void calls_without_permission(struct answer* told) {
  tell(told, "http.fetch/1", "{\"url\":\"http://127.0.0.1:9/\"}");
  tell(told, "net.connect/1", "{\"host\":\"127.0.0.1\",\"port\":9,\"tls\":false}");
  tell(told, "secret.get/1", "{\"name\":\"password\"}");
  tell(told, "user.notify/1", "{\"user\":\"x\",\"text\":\"x\"}");
  tell(told, "ui.push/1", "{\"kind\":\"x\",\"payload\":{}}");
  tell(told, "mail.send/1", "{\"permit\":\"x\",\"subject\":\"x\",\"text\":\"x\"}");
  tell(told, "message.permit/1",
       "{\"person\":\"x\",\"channel\":\"sms\",\"purpose\":\"marketing\"}");
  tell(told, "file.get/1", "{\"file\":\"x\"}");
  tell(told, "job.schedule/1",
       "{\"job\":\"x\",\"run_at\":\"2020-01-01T00:00:00Z\",\"payload\":{}}");
  tell(told, "service.call/1",
       "{\"service\":\"kontor.consent/1\",\"method\":\"grant\",\"request\":{}}");
  tell(told, "record.delete/1", "{\"entity\":\"person\",\"id\":\"x\"}");
  tell(told, "event.emit/1", "{\"name\":\"person.created\",\"payload\":{}}");
  tell(told, "record.steal/1", "{}");
}

static void asks_outside_the_schema(struct answer* told) {
  tell(told, "storage.get/1", "{\"key\":7}");
  tell(told, "storage.get/1", "{\"key\":\"a\",\"surprise\":1}");
  tell(told, "storage.get/1", "[]");
  tell(told, "storage.get/1", "no JSON");
  tell(told, "storage.get/1", "{\"key\":\"\xff\xfe\"}");
  tell(told, "record.get/1", "{\"entity\":{\"entity\":{\"entity\":{}}},\"id\":[],\"purpose\":1}");
}

/* Until the host takes no more: how often, and its last word. */
static void floods(struct answer* told, const char* operation, const char* request, int most) {
  static struct answer got;
  char head[100];
  int sent = 0;
  kontor_status status = KONTOR_OK;
  for (; sent < most && (status = ask(operation, request, &got)) == KONTOR_OK; ++sent) continue;
  snprintf(head, sizeof head, "\"sent\":%d,\"status\":%d,\"answer\":", sent, (int)status);
  add_text(told, head);
  add(told, got.text, got.size);
}

static void fills_its_storage(struct answer* told) {
  static char request[20000];
  static struct answer got;
  char head[100];
  kontor_status status = KONTOR_OK;
  int kept = 0;
  for (; kept < 10000 && status == KONTOR_OK; ++kept) {
    const int begun = snprintf(request, sizeof request, "{\"key\":\"k%d\",\"value\":\"", kept);
    memset(request + begun, 'x', 16384);
    strcpy(request + begun + 16384, "\"}");
    status = ask("storage.put/1", request, &got);
  }
  snprintf(head, sizeof head, "\"kept\":%d,\"status\":%d,\"answer\":", kept, (int)status);
  add_text(told, head);
  add(told, got.text, got.size);
}

static void floods_the_log(struct answer* told) {
  static const char line[] = "a line that says nothing and says it again";
  for (int count = 0; count < 100000; ++count)
    host->log(host->self, KONTOR_LOG_ERROR, (kontor_text){line, sizeof line - 1});
  add_text(told, "\"sent\":100000");
}

static kontor_status respond(kontor_sink response, const char* text) {
  response.write(response.self, text, strlen(text));
  return KONTOR_OK;
}

static kontor_status act(kontor_text request, kontor_sink response) {
  static struct answer told;
  if (holds(request, "tenant.schema")) return respond(response, "{\"output\":7,\"more\":[]}");
  if (holds(request, "tenant.nojson")) return respond(response, "no JSON {");
  if (holds(request, "tenant.noutf8"))
    return respond(response, "{\"output\":{\"text\":\"\xff\xfe\"},\"message\":\"\"}");
  told.size = 0;
  add_text(&told, "{");
  if (holds(request, "tenant.fields")) takes_undeclared_fields(request, &told);
  if (holds(request, "tenant.rights")) calls_without_permission(&told);
  if (holds(request, "tenant.asks")) asks_outside_the_schema(&told);
  if (holds(request, "tenant.log")) floods_the_log(&told);
  if (holds(request, "tenant.storage")) fills_its_storage(&told);
  if (holds(request, "tenant.events"))
    floods(&told, "event.emit/1", "{\"name\":\"test.flood\",\"payload\":{}}", 20000);
  if (holds(request, "tenant.cycle"))
    tell(&told, "service.call/1",
         "{\"service\":\"test.accomplice/1\",\"method\":\"relay\",\"request\":{}}");
  add_text(&told, "}");
  respond(response, "{\"output\":");
  response.write(response.self, told.text, told.size);
  respond(response, ",\"message\":\"\"}");
  return KONTOR_OK;
}

/* Each of the two calls the other, for ever. */
static kontor_status serve(kontor_text request, kontor_sink response) {
  static struct answer got;
  const char* other =
      holds(request, "test.accomplice/1")
          ? "{\"service\":\"test.tenant/1\",\"method\":\"relay\",\"request\":{}}"
          : "{\"service\":\"test.accomplice/1\",\"method\":\"relay\",\"request\":{}}";
  const kontor_status status = ask("service.call/1", other, &got);
  response.write(response.self, got.text, got.size);
  return status;
}

static kontor_status call(void* self, kontor_text operation, kontor_text request,
                          kontor_sink response) {
  (void)self;
  if (is(operation, "action.run/1")) return act(request, response);
  if (is(operation, "service.call/1")) return serve(request, response);
  if (is(operation, "plugin.health/1")) return respond(response, "{\"status\":\"ok\"}");
  if (is(operation, "record.before_save/1")) {
    if (holds(request, "SCHEMA"))
      return respond(response, "{\"results\":\"none of your business\"}");
    if (holds(request, "TOO MANY")) return respond(response, "{\"results\":[{},{},{},{}]}");
    return respond(response, "{\"results\":[{}]}");
  }
  if (is(operation, "widget.data/1")) return respond(response, "{\"kind\":\"explosion\"}");
  if (is(operation, "panel.data/1")) return respond(response, "{\"blocks\":{\"script\":\"x\"}}");
  return respond(response, "{}");
}

static void destroy(void* self) { (void)self; }

static kontor_status create(const kontor_host* given, kontor_plugin* out) {
  host = given;
  out->call = call;
  out->destroy = destroy;
  return KONTOR_OK;
}

const kontor_entry kontor_plugin_entry = {
    KONTOR_ENTRY_MAGIC,
    sizeof(kontor_entry),
    KONTOR_ABI_MAJOR,
    KONTOR_ABI_MINOR,
    0,
    {KONTOR_PLUGIN_ID, sizeof(KONTOR_PLUGIN_ID) - 1},
    {KONTOR_PLUGIN_VERSION, sizeof(KONTOR_PLUGIN_VERSION) - 1},
    create,
};
