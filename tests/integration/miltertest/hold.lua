-- SPDX-License-Identifier: BSD-2-Clause
-- A likely typo: taken at RCPT, held at the end with a header; the next mail
-- of the same session is a new one.
-- miltertest -D socket=unix:PATH -D likely=ADDRESS -s hold.lua

-- miltertest says nothing of an error of Lua itself.
local function fail(text)
	mt.echo(text)
	error(text)
end

local function mail(path)
	if mt.mailfrom(conn, "<hanako@univ.example>") ~= nil or
	    mt.rcptto(conn, path) ~= nil then
		fail("the envelope failed")
	end
	if mt.getreply(conn) ~= SMFIR_CONTINUE then
		fail(path .. " refused")
	end
end

local function content()
	-- Of the steps before it miltertest makes those that the milter wants,
	-- and dies when it should make one of the others.
	if mt.eom(conn) ~= nil then
		fail("the end of the message failed")
	end
end

local function tagged()
	return mt.eom_check(conn, MT_HDRADD, "X-Doppelcheck") or
	    mt.eom_check(conn, MT_HDRINSERT, "X-Doppelcheck")
end

conn = mt.connect(socket)
if conn == nil then
	fail("no connection to " .. socket)
end
mt.conninfo(conn, "client.example", "192.0.2.1")

mail("<" .. likely .. ">")
content()
if not mt.eom_check(conn, MT_QUARANTINE) then
	fail(likely .. " is not held")
end
if not tagged() then
	fail(likely .. ": no X-Doppelcheck")
end

-- An envelope given up leaves nothing over.
mail("<" .. likely .. ">")
if mt.abort(conn) ~= nil then
	fail("mt.abort() failed")
end
mail("<taro@gmail.com>")
content()
if mt.eom_check(conn, MT_QUARANTINE) or tagged() then
	fail("what an aborted mail was is held against the next one")
end
mt.disconnect(conn)
