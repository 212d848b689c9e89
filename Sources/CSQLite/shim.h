#include <sqlite3.h>

// What Swift cannot call: a macro that is a cast pointer, and a function with variadic arguments.

static inline int converge_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *text,
                                            int length) {
  return sqlite3_bind_text(statement, index, text, length, SQLITE_TRANSIENT);
}

static inline int converge_sqlite_keep_wal_on_close(sqlite3 *connection) {
  return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}
