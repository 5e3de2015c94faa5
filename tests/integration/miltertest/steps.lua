-- SPDX-License-Identifier: BSD-2-Clause
-- The milter asks for no step that it does not need, and for the actions
-- that it does.
-- miltertest -D socket=unix:PATH -s steps.lua

-- miltertest says nothing of an error of Lua itself.
local function fail(text)
	mt.echo(text)
	error(text)
end

conn = mt.connect(socket)
if conn == nil then
	fail("no connection to " .. socket)
end
if mt.negotiate(conn, nil, nil, nil) ~= nil then
	fail("mt.negotiate() failed")
end
for _, step in ipairs({SMFIP_NOBODY, SMFIP_NOHDRS, SMFIP_NOEOH}) do
	if not mt.test_option(conn, step) then
		fail("a step is not left out: " .. step)
	end
end
for _, step in ipairs({SMFIP_NORCPT, SMFIP_NOMAIL}) do
	if mt.test_option(conn, step) then
		fail("a step that is needed is left out: " .. step)
	end
end
for _, action in ipairs({SMFIF_QUARANTINE, SMFIF_ADDHDRS}) do
	if not mt.test_action(conn, action) then
		fail("an action is not asked for: " .. action)
	end
end
mt.disconnect(conn)

-- Cut off in the middle of everything, without a word.
for steps = 1, 4 do
	conn = mt.connect(socket)
	if steps > 1 then mt.conninfo(conn, "client.example", "unspec") end
	if steps > 2 then mt.mailfrom(conn, "<>") end
	if steps > 3 then mt.rcptto(conn, "<taro@gmai.com>") end
	mt.disconnect(conn, false)
end
