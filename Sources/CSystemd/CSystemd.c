#define _GNU_SOURCE
#include "CSystemd.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-journal.h>

// Every function that is called, once: the table and its filling cannot differ.
#define FUNCTIONS(USE)                                                                        \
  USE(new) USE(set_address) USE(set_bus_client) USE(start)                                \
  USE(close_unref) USE(get_fd) USE(get_events) USE(get_timeout) USE(process) USE(send)        \
  USE(message_new_method_call) USE(message_unref) USE(message_append_basic)                   \
  USE(message_open_container) USE(message_close_container) USE(message_peek_type)             \
  USE(message_read_basic) USE(message_enter_container) USE(message_exit_container)            \
  USE(message_get_type) USE(message_get_reply_cookie) USE(message_get_sender)                 \
  USE(message_get_path) USE(message_get_interface) USE(message_get_member)                    \
  USE(message_get_error)

#define JOURNAL_FUNCTIONS(USE)                                                                \
  USE(open) USE(close) USE(add_match) USE(seek_realtime_usec) USE(previous)                   \
  USE(get_realtime_usec) USE(get_data) USE(set_data_threshold)

#define DECLARE(name) __typeof__(sd_bus_##name) *name;
static struct { FUNCTIONS(DECLARE) } library;

#define DECLARE_JOURNAL(name) __typeof__(sd_journal_##name) *name;
static struct { JOURNAL_FUNCTIONS(DECLARE_JOURNAL) } journals;

static char failure[256];

static void load(void) {
  void *handle = dlopen("libsystemd.so.0", RTLD_NOW | RTLD_LOCAL);
  const char *error = handle ? NULL : dlerror();
#define FILL(name)                                                       \
  if (!error) {                                                          \
    *(void **)&library.name = dlsym(handle, "sd_bus_" #name);            \
    if (!library.name) error = "it has no sd_bus_" #name;                \
  }
  FUNCTIONS(FILL)
#define FILL_JOURNAL(name)                                               \
  if (!error) {                                                          \
    *(void **)&journals.name = dlsym(handle, "sd_journal_" #name);       \
    if (!journals.name) error = "it has no sd_journal_" #name;           \
  }
  JOURNAL_FUNCTIONS(FILL_JOURNAL)
  // dlerror's text is the thread's; ours outlives it.
  if (error) strncpy(failure, error, sizeof failure - 1);
}

const char *csystemd_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return failure[0] ? failure : NULL;
}

int csystemd_open(struct sd_bus **bus, const char *address) {
  sd_bus *made = NULL;
  int result = library.new(&made);
  if (result >= 0) result = library.set_address(made, address);
  if (result >= 0) result = library.set_bus_client(made, 1);
  if (result >= 0) result = library.start(made);
  if (result < 0) {
    if (made) library.close_unref(made);
    return result;
  }
  *bus = made;
  return 0;
}

void csystemd_close(struct sd_bus *bus) { library.close_unref(bus); }

int csystemd_get_fd(struct sd_bus *bus) { return library.get_fd(bus); }

int csystemd_get_events(struct sd_bus *bus) { return library.get_events(bus); }

int csystemd_get_timeout(struct sd_bus *bus, uint64_t *microseconds) {
  return library.get_timeout(bus, microseconds);
}

int csystemd_process(struct sd_bus *bus, struct sd_bus_message **message) {
  return library.process(bus, message);
}

int csystemd_send(struct sd_bus *bus, struct sd_bus_message *message, uint64_t *cookie) {
  return library.send(bus, message, cookie);
}

int csystemd_new_method_call(struct sd_bus *bus, struct sd_bus_message **message,
                             const char *destination, const char *path, const char *interface,
                             const char *member) {
  return library.message_new_method_call(bus, message, destination, path, interface, member);
}

void csystemd_unref(struct sd_bus_message *message) { library.message_unref(message); }

int csystemd_append_basic(struct sd_bus_message *message, char type, const void *value) {
  return library.message_append_basic(message, type, value);
}

int csystemd_open_container(struct sd_bus_message *message, char type, const char *contents) {
  return library.message_open_container(message, type, contents);
}

int csystemd_close_container(struct sd_bus_message *message) {
  return library.message_close_container(message);
}

int csystemd_peek_type(struct sd_bus_message *message, char *type, const char **contents) {
  return library.message_peek_type(message, type, contents);
}

int csystemd_read_basic(struct sd_bus_message *message, char type, void *value) {
  return library.message_read_basic(message, type, value);
}

int csystemd_enter_container(struct sd_bus_message *message, char type, const char *contents) {
  return library.message_enter_container(message, type, contents);
}

int csystemd_exit_container(struct sd_bus_message *message) {
  return library.message_exit_container(message);
}

int csystemd_get_kind(struct sd_bus_message *message) {
  uint8_t type = 0;
  if (library.message_get_type(message, &type) < 0) return csystemd_other;
  return type >= csystemd_reply && type <= csystemd_signal ? type : csystemd_other;
}

uint64_t csystemd_get_reply_cookie(struct sd_bus_message *message) {
  uint64_t cookie = 0;
  return library.message_get_reply_cookie(message, &cookie) < 0 ? 0 : cookie;
}

const char *csystemd_get_sender(struct sd_bus_message *message) {
  return library.message_get_sender(message);
}

const char *csystemd_get_path(struct sd_bus_message *message) {
  return library.message_get_path(message);
}

const char *csystemd_get_interface(struct sd_bus_message *message) {
  return library.message_get_interface(message);
}

const char *csystemd_get_member(struct sd_bus_message *message) {
  return library.message_get_member(message);
}

const char *csystemd_get_error_name(struct sd_bus_message *message) {
  const sd_bus_error *error = library.message_get_error(message);
  return error ? error->name : NULL;
}

const char *csystemd_get_error_message(struct sd_bus_message *message) {
  const sd_bus_error *error = library.message_get_error(message);
  return error ? error->message : NULL;
}

int csystemd_journal_open(struct sd_journal **journal, size_t limit) {
  sd_journal *opened = NULL;
  int result = journals.open(&opened, SD_JOURNAL_LOCAL_ONLY | SD_JOURNAL_SYSTEM);
  if (result < 0) return result;
  result = journals.set_data_threshold(opened, limit);
  if (result < 0) {
    journals.close(opened);
    return result;
  }
  *journal = opened;
  return 0;
}

void csystemd_journal_close(struct sd_journal *journal) { journals.close(journal); }

int csystemd_journal_match(struct sd_journal *journal, const char *match, size_t length) {
  return journals.add_match(journal, match, length);
}

int csystemd_journal_seek(struct sd_journal *journal, uint64_t microseconds) {
  return journals.seek_realtime_usec(journal, microseconds);
}

int csystemd_journal_previous(struct sd_journal *journal) { return journals.previous(journal); }

int csystemd_journal_get_moment(struct sd_journal *journal, uint64_t *microseconds) {
  return journals.get_realtime_usec(journal, microseconds);
}

int csystemd_journal_get(struct sd_journal *journal, const char *field, const void **data,
                         size_t *length) {
  return journals.get_data(journal, field, data, length);
}
