-- SPDX-License-Identifier: BSD-2-Clause
-- One mail to a right and a wrong recipient: only the wrong one is refused.
-- miltertest -D socket=unix:PATH -s envelope.lua

-- miltertest says nothing of an error of Lua itself.
local function fail(text)
	mt.echo(text)
	error(text)
end

local function expect(reply, what)
	local seen = mt.getreply(conn)
	if seen ~= reply then
		fail(what .. ": reply " .. string.char(seen) .. ", expected " ..
		    string.char(reply))
	end
end

conn = mt.connect(socket)
if conn == nil then
	fail("no connection to " .. socket)
end
if mt.conninfo(conn, "client.example", "192.0.2.1") ~= nil then
	fail("mt.conninfo() failed")
end
expect(SMFIR_CONTINUE, "connect")

mt.macro(conn, SMFIC_MAIL, "i", "4F2A1B")
if mt.mailfrom(conn, "<hanako@univ.example>") ~= nil then
	fail("mt.mailfrom() failed")
end
expect(SMFIR_CONTINUE, "sender")

for _, path in ipairs({"<taro@gmail.com>", "<jiro@univ.example>",
    "<postmaster>", "taro@gmail.com"}) do
	if mt.rcptto(conn, path) ~= nil then
		fail("mt.rcptto() failed")
	end
	expect(SMFIR_CONTINUE, path)
end
for _, path in ipairs({"<taro@gmai.com>", "taro@gmai.com",
    "<taro@GMAI.COM.>", "<@relay.example:taro@sub.gmai.com>",
    "<x@doppelganger.test>"}) do
	if mt.rcptto(conn, path, "NOTIFY=NEVER") ~= nil then
		fail("mt.rcptto() failed")
	end
	expect(SMFIR_REPLYCODE, path)
end

-- The others go on, and nothing is added to their mail.
if mt.eom(conn) ~= nil then
	fail("mt.eom() failed")
end
local seen = mt.getreply(conn)
if seen ~= SMFIR_CONTINUE and seen ~= SMFIR_ACCEPT then
	fail("end of message: reply " .. string.char(seen))
end
if mt.eom_check(conn, MT_QUARANTINE) or
    mt.eom_check(conn, MT_HDRADD, "X-Doppelcheck") or
    mt.eom_check(conn, MT_HDRINSERT, "X-Doppelcheck") or
    mt.eom_check(conn, MT_RCPTDELETE, "<taro@gmail.com>") then
	fail("something was done to a mail whose recipients are right")
end
mt.disconnect(conn)
