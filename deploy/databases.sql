-- One database a service; PostgreSQL's own image runs this once, on an empty volume.
create database users;
create database products;
create database orders;
create database notifications;
