/*
 * person.h - somebody with a browser on the page where games are signed in: cookie, form and account.
 *
 * What does not go as it should fails the test.
 */
#ifndef TESTS_SUPPORT_PERSON_H
#define TESTS_SUPPORT_PERSON_H

#include "support/host_lab.h"

enum { PERSON_BODY = 4096 };

typedef struct person {
    host_lab *lab;
    char      origin[64]; /* what the browser says its page is of */
    char      cookie[128], form[64];
    char      body[PERSON_BODY]; /* of the last answer */
} person;

/* Opens the page, with no cookie. */
void person_come(person *p, host_lab *lab);

/* The host was started again, maybe on another port: the page is the same, with its cookie and form. */
void person_follow(person *p);

/* A form of the page: `members` is JSON such as "\"code\":\"BCD346\"", or "". Returns the status. */
int person_post(person *p, const char *path, const char *members);

/* Makes an account and is signed in. */
void person_create(person *p, const char *name, const char *password);

/* Types a code and says yes or no. */
void person_decide(person *p, const char *code, bool is_allowed);

/* The text of a member of a JSON object. */
void person_read(const char *json, const char *name, char *out, size_t size);

#endif
