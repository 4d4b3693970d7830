/* A host of one call: loads the plugin it is given, asks it something and ends it. */
#include <dlfcn.h>
#include <kontor/kontor.h>
#include <stdio.h>
#include <string.h>

static void write_out(void* self, const char* data, uint64_t size) {
  (void)self;
  fwrite(data, 1, (size_t)size, stdout);
}

static kontor_status answer_nothing(void* self, kontor_text operation, kontor_text request,
                                    kontor_sink response) {
  (void)self, (void)operation, (void)request;
  response.write(response.self, "{}", 2);
  return KONTOR_OK;
}

static void drop(void* self, int32_t level, kontor_text message) {
  (void)self, (void)level, (void)message;
}

static kontor_text text(const char* words) {
  const kontor_text borrowed = {words, strlen(words)};
  return borrowed;
}

int main(int count, char** words) {
  const kontor_host host = {sizeof host, 0, NULL, answer_nothing, drop};
  kontor_plugin plugin = {sizeof plugin, 0, NULL, NULL, NULL};
  const kontor_sink out = {NULL, write_out};
  const kontor_entry* entry;
  kontor_status status;
  void* library = count == 4 ? dlopen(words[1], RTLD_NOW | RTLD_LOCAL) : NULL;
  if (library == NULL) return fprintf(stderr, "%s\n", count == 4 ? dlerror() : "usage"), 2;
  entry = dlsym(library, "kontor_plugin_entry");
  if (entry == NULL || entry->magic != KONTOR_ENTRY_MAGIC) return 3;
  if (entry->create(&host, &plugin) != KONTOR_OK) return 4;
  printf("%.*s %u.%u ", (int)entry->id.size, entry->id.data, (unsigned)entry->abi_major,
         (unsigned)entry->abi_minor);
  status = plugin.call(plugin.self, text(words[2]), text(words[3]), out);
  plugin.destroy(plugin.self);
  printf(" %d\n", status);
  return 0;
}
