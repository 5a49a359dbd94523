/*
 * mic_diag - reading JSON text into jansson's values.
 *
 * jansson's own reader does not notice when memory runs out while a token grows: it goes on with a token that
 * lacks bytes, and ends in a failed assertion or beyond its buffer (2.14, lex_save). A library in somebody
 * else's process cannot use that. Building values with jansson is safe, and done here.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_FACTS_JSON_PARSE_H
#define MIC_DIAG_FACTS_JSON_PARSE_H

#include <jansson.h>
#include <stddef.h>

/**
 * Reads one JSON value (RFC 8259), which may come from anybody. Refused: more than FACTS_JSON_BYTES_MAX
 * bytes, nesting deeper than FACTS_JSON_DEPTH_MAX, more than FACTS_JSON_OBJECTS_MAX objects and lists, a key
 * twice in one object, invalid UTF-8, a lone surrogate, an escaped NUL, an integer beyond 64 bits, a number
 * that is not finite. A number with a fraction or an exponent is a real one. Does not depend on the locale.
 * Any thread.
 * @param length      of text in bytes; no NUL is needed.
 * @param error       receives one line that says what and where; may be NULL.
 * @return the value, to be released by json_decref; NULL on failure (error is "" when memory ran out).
 */
json_t *facts_json_parse(const char *text, size_t length, char *error, size_t error_size);

#endif
