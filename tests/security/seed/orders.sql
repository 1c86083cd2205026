insert into orders (id, uid, user_id, user_email, status, total_minor, currency, requested,
                    empties_cart, version, created_at, updated_at)
values (1, '0190f3e4-0000-7000-8000-000000000002', 7, 'p7@example.com', 'pending', 100, 'USD',
        '[]', false, 1, now(), now());
select setval(pg_get_serial_sequence('orders', 'id'), 100)
