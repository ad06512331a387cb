-- The library, static and shared, and the programs that are shipped with it.

local packages = { "libcurl", "libwebsockets", "zlib", "libssl", "libcrypto", "sqlite3", "libqrencode" }
local missing = missing_packages(packages)
if missing ~= "" then error("the library needs packages that are not installed: " .. missing, 0) end
local has_lz4 = have_package("liblz4", "1.9.4", "compression with lz4")
if has_lz4 then packages[#packages + 1] = "liblz4" end

-- For whoever links the static library.
function use_chorus()
    links { "chorus_static" }
    use(packages)
    links { "pthread", "m" }
end

-- The audience page becomes a table in the library.
local web = tree.root .. "/sdk/web"
local assets = {}
for _, name in ipairs(sources_in("sdk/web/**")) do
    if path.getextension(name) ~= ".md" then assets[#assets + 1] = name end
end
local assets_c = tree.gen .. "/web_assets.c"
local embed = tree.out .. "/tools/embed"
remake_when_list_changes("web_assets", assets, { assets_c })

build_tool("embed", { tree.root .. "/sdk/tools/embed.c" })

generator("codegen")
    links { "embed" }
    local listed = table.concat(assets, " ")
    generate(assets_c, words(embed .. " " .. listed), embed .. " " .. assets_c .. ".tmp " .. web .. " " .. listed)

local sources = sources_in("sdk/src/**.c")
sources[#sources + 1] = assets_c

static_library("lib", "chorus_static", "chorus", sources)
    includedirs { tree.root .. "/sdk/src" }
    links { "codegen" }
    use(packages)
    if has_lz4 then defines { "CHO_HAS_LZ4" } end

if tree.variant == "plain" then
    shared_library("chorus_shared", "chorus", "chorus_static")
        use(packages)
        links { "pthread", "m" }
end

-- Programs that tests run, also instrumented. What they share stands in common/.
local function tool(name, folder)
    local list = sources_in("sdk/tools/" .. folder .. "/*.c")
    for _, shared in ipairs(sources_in("sdk/tools/common/*.c")) do list[#list + 1] = shared end
    program("bin", name, list)
        includedirs { tree.root .. "/sdk/tools" }
        use_chorus()
end

tool("chorus-cli", "cli")
tool("chorus-host", "host")

-- A simulated audience; it has sockets of its own and needs nothing of the library.
program("bin", "chorus-crowd", sources_in("sdk/tools/crowd/*.c"))
    use { "libssl", "libcrypto" }
    links { "m" }

-- Programs, all but those that the build itself uses.
local helpers = { embed = true, stub = true }
if tree.variant == "plain" then
    for _, name in ipairs(sources_in("sdk/tools/*.c")) do
        if not helpers[path.getbasename(name)] then
            program("bin", path.getbasename(name), { name })
                use_chorus()
        end
    end
end
