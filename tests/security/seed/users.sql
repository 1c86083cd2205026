insert into users (id, email, username, role, is_active, version, created_at, updated_at)
values (1, 'p1@example.com', 'p1', 'admin', true, 1, now(), now()),
       (2, 'p2@example.com', 'p2', 'staff', true, 1, now(), now()),
       (7, 'p7@example.com', 'p7', 'customer', true, 1, now(), now()),
       (8, 'p8@example.com', 'p8', 'customer', true, 1, now(), now());
select setval(pg_get_serial_sequence('users', 'id'), 100);
insert into sign_ins (id, user_id, started_at, last_used_at, expires_at)
values ('0190f3e4-0000-7000-8000-000000000007', 7, now(), now(), now() + interval '1 day')
