#include <kontor/kontor.h>
#include <string.h>

/* A whole plugin in C: it answers two operations and knows no JSON library. */

static const kontor_host* known_host;

static int is(kontor_text text, const char* wanted) {
  return text.size == strlen(wanted) && memcmp(text.data, wanted, text.size) == 0;
}

static void answer(kontor_sink sink, const char* json) {
  sink.write(sink.self, json, strlen(json));
}

static kontor_status call(void* self, kontor_text operation, kontor_text request,
                          kontor_sink response) {
  (void)self;
  (void)request;
  if (is(operation, "plugin.start/1") || is(operation, "plugin.stop/1")) {
    answer(response, "{}");
    return KONTOR_OK;
  }
  if (is(operation, "plugin.health/1")) {
    answer(response, "{\"status\":\"ok\"}");
    return KONTOR_OK;
  }
  if (is(operation, "action.run/1")) {
    const kontor_text line = {"hello from C", 12};
    known_host->log(known_host->self, KONTOR_LOG_INFO, line);
    answer(response, "{\"output\":{},\"message\":\"Hello from C!\"}");
    return KONTOR_OK;
  }
  answer(response, "{\"code\":\"not_found\",\"message\":\"unknown operation\"}");
  return KONTOR_NOT_FOUND;
}

static void destroy(void* self) { (void)self; }

static kontor_status create(const kontor_host* host, kontor_plugin* out) {
  known_host = host;
  out->self = NULL;
  out->call = &call;
  out->destroy = &destroy;
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
    &create,
};
