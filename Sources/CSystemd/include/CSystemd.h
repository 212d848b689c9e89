// sd-bus(3) and sd-journal(3), opened at first use: a host without libsystemd runs us all the same,
// and a run that speaks to nobody does not load it. Each function is the sd_bus_ or sd_journal_ one
// of the same name; the ones with variable arguments are not here, since Swift cannot call them.
#ifndef CONVERGE_CSYSTEMD_H
#define CONVERGE_CSYSTEMD_H

#include <stddef.h>
#include <stdint.h>

struct sd_bus;
struct sd_bus_message;
struct sd_journal;

// Loads the library once. NULL where it is there; else why not. All others need this first.
const char *csystemd_load(void);

// A connection to the message bus at `address`, begun and not yet waited for. Returns a negative
// errno on failure, as all of these do.
int csystemd_open(struct sd_bus **bus, const char *address);
void csystemd_close(struct sd_bus *bus);
int csystemd_get_fd(struct sd_bus *bus);
int csystemd_get_events(struct sd_bus *bus);
int csystemd_get_timeout(struct sd_bus *bus, uint64_t *microseconds);
int csystemd_process(struct sd_bus *bus, struct sd_bus_message **message);
int csystemd_send(struct sd_bus *bus, struct sd_bus_message *message, uint64_t *cookie);

int csystemd_new_method_call(struct sd_bus *bus, struct sd_bus_message **message,
                             const char *destination, const char *path, const char *interface,
                             const char *member);
void csystemd_unref(struct sd_bus_message *message);
int csystemd_append_basic(struct sd_bus_message *message, char type, const void *value);
int csystemd_open_container(struct sd_bus_message *message, char type, const char *contents);
int csystemd_close_container(struct sd_bus_message *message);

// Of the next value: its type, and a container's contents. 0 at the end of the container.
int csystemd_peek_type(struct sd_bus_message *message, char *type, const char **contents);
int csystemd_read_basic(struct sd_bus_message *message, char type, void *value);
int csystemd_enter_container(struct sd_bus_message *message, char type, const char *contents);
int csystemd_exit_container(struct sd_bus_message *message);

enum csystemd_message_kind {
  csystemd_other = 0,
  csystemd_reply = 2,
  csystemd_error = 3,
  csystemd_signal = 4,
};

// What a message is (D-Bus specification, Message Format); calls to us are `other`.
int csystemd_get_kind(struct sd_bus_message *message);
// The cookie of the call that a reply answers; 0 where it is none.
uint64_t csystemd_get_reply_cookie(struct sd_bus_message *message);
// NULL where the message has none.
const char *csystemd_get_sender(struct sd_bus_message *message);
const char *csystemd_get_path(struct sd_bus_message *message);
const char *csystemd_get_interface(struct sd_bus_message *message);
const char *csystemd_get_member(struct sd_bus_message *message);
const char *csystemd_get_error_name(struct sd_bus_message *message);
const char *csystemd_get_error_message(struct sd_bus_message *message);

// The system's journal of this host; fields are cut at `limit` bytes. Used by one thread.
int csystemd_journal_open(struct sd_journal **journal, size_t limit);
void csystemd_journal_close(struct sd_journal *journal);
// `FIELD=value`; matches of different fields must all hold.
int csystemd_journal_match(struct sd_journal *journal, const char *match, size_t length);
// The next `previous` gives the last entry before it; microseconds since 1970.
int csystemd_journal_seek(struct sd_journal *journal, uint64_t microseconds);
// 1: an entry, 0: no more.
int csystemd_journal_previous(struct sd_journal *journal);
int csystemd_journal_get_moment(struct sd_journal *journal, uint64_t *microseconds);
// `FIELD=value`, valid until the next call.
int csystemd_journal_get(struct sd_journal *journal, const char *field, const void **data,
                         size_t *length);

#endif
