#define _GNU_SOURCE
#include <kontor/kontor.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A plugin with one fault, chosen by the macro that is defined before this file is included. */

static const kontor_host* known_host;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int is(kontor_text text, const char* wanted) {
  return text.size == strlen(wanted) && memcmp(text.data, wanted, text.size) == 0;
}

#ifdef FINDS_NOTHING
static int names(kontor_text text, const char* wanted) {
  return memmem(text.data, text.size, wanted, strlen(wanted)) != NULL;
}
#endif

static void answer(kontor_sink sink, const char* json) {
  sink.write(sink.self, json, strlen(json));
}

static void collect(void* self, const char* data, uint64_t size) {
  (void)self;
  (void)data;
  (void)size;
}

static kontor_status ask_host(void) {
  const kontor_text operation = {"settings.get/1", 14};
  const kontor_text request = {"{}", 2};
  const kontor_sink sink = {NULL, &collect};
  return known_host->call(known_host->self, operation, request, sink);
}

#ifdef ASKS_THE_HOST_WHILE_IT_IS_CREATED
static void* ask_from_a_thread(void* unused) {
  (void)ask_host();
  return unused;
}
#endif

static kontor_status act(kontor_text request, kontor_sink response) {
#ifdef DIES_OF_TWO_CALLS_AT_ONCE
  static atomic_int inside;
  if (atomic_fetch_add(&inside, 1) > 0) abort();
  usleep(2000);
  atomic_fetch_sub(&inside, 1);
#endif
#ifdef CARRIES_A_LARGE_TABLE
  static const volatile char table[40 << 20] = {1};
  for (size_t at = 0; at < sizeof table; at += 4096) (void)table[at];
#endif
#ifdef DIES_OF_LONG_REQUESTS
  if (request.size > 10000) abort();
#endif
#ifdef DIES_WHEN_REFUSED
  if (ask_host() != KONTOR_OK) abort();
#endif
#ifdef ANSWERS_OUTSIDE_ITS_SCHEMA
  answer(response, "{\"output\":7}");
  return KONTOR_OK;
#endif
#ifdef ANSWERS_NO_JSON
  answer(response, "hello");
  return KONTOR_OK;
#endif
#ifdef HANDLES_NOTHING
  answer(response, "{\"code\":\"not_found\",\"message\":\"no such action\"}");
  return KONTOR_NOT_FOUND;
#endif
#ifdef FINDS_NOTHING
  /* Knows the action; what it is to act on is not there. */
  if (names(request, "hello.greet")) {
    answer(response, "{\"code\":\"not_found\",\"message\":\"there is no such person\"}");
  } else {
    answer(response, "{\"code\":\"not_found\",\"message\":\"no such action\"}");
  }
  return KONTOR_NOT_FOUND;
#endif
  (void)request;
  (void)ask_host();
  answer(response, "{\"output\":{},\"message\":\"\"}");
  return KONTOR_OK;
}

static kontor_status call(void* self, kontor_text operation, kontor_text request,
                          kontor_sink response) {
  (void)self;
#ifdef KEEPS_ITS_SINK
  static kontor_sink kept;
  if (kept.write != NULL) answer(kept, "too late");
  kept = response;
#endif
#ifdef HOLDS_A_LOCK_OVER_HOST_CALLS
  pthread_mutex_lock(&lock);
#endif
  kontor_status status = KONTOR_OK;
  if (is(operation, "action.run/1")) {
    status = act(request, response);
#ifndef KNOWS_EVERYTHING
  } else if (!is(operation, "plugin.start/1") && !is(operation, "plugin.stop/1") &&
             !is(operation, "plugin.health/1")) {
    answer(response, "{\"code\":\"not_found\",\"message\":\"unknown operation\"}");
    status = KONTOR_NOT_FOUND;
#endif
  } else {
    answer(response, is(operation, "plugin.health/1") ? "{\"status\":\"ok\"}" : "{}");
  }
#ifdef HOLDS_A_LOCK_OVER_HOST_CALLS
  pthread_mutex_unlock(&lock);
#endif
  return status;
}

static void destroy(void* self) {
  (void)self;
#ifdef DOES_NOT_END
  for (;;) pause();
#endif
}

static kontor_status create(const kontor_host* host, kontor_plugin* out) {
#ifdef DIES_AT_ITS_START
  abort();
#endif
  (void)lock;
  known_host = host;
#ifdef STARTS_SLOWLY
  usleep(1200000);
#endif
#ifdef ASKS_THE_HOST_WHILE_IT_IS_CREATED
  pthread_t thread;
  if (pthread_create(&thread, NULL, ask_from_a_thread, NULL) != 0) abort();
  pthread_join(thread, NULL);
#endif
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
