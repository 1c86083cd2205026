insert into notifications (event_id, type, user_id, recipient_email, subject, summary, message,
                           status, attempts_allowed, next_attempt_at, created_at, sent_at)
values ('0190f3e4-0000-7000-8000-000000000003', 'welcome', 7, 'p7@example.com', 's', 's', '',
        'sent', 1, now(), now(), now())
