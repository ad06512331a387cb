-- Each folder is a sample of its name; what they share stands in common/. All of a sample but its main.c
-- is a library, so that tests can link it. hello needs nothing but Chorus, and of common what knows nothing of windows.

local hello = sources_in("samples/hello/*.c")
for _, name in ipairs { "args", "report", "script", "stop_signal" } do
    hello[#hello + 1] = tree.root .. "/samples/common/" .. name .. ".c"
end
program("bin", "hello", hello)
    includedirs { tree.root .. "/samples" }
    use_chorus()

local packages = { "sdl2", "libqrencode", "libpng" }
if not have_packages(packages, "the samples") then return end

-- The current project is part of a sample.
function use_samples(libraries)
    includedirs { tree.root .. "/samples" }
    links(libraries)
    links { "samples_common" }
    use(packages)
end

static_library("parts", "samples_common", "samples_common", sources_in("samples/common/*.c"))
    includedirs { tree.root .. "/samples" }
    use(packages)

-- The library of this sample, if it has one.
function sample_library(name)
    return #sources_in("samples/" .. name .. "/*.c") > 1 and { "sample_" .. name } or {}
end

local function without_main(list)
    local rest = {}
    for _, source in ipairs(list) do
        if path.getname(source) ~= "main.c" then rest[#rest + 1] = source end
    end
    return rest
end

-- What a sample reads when it starts stands beside it.
local function put_beside(file)
    if not os.isfile(file) then return end
    local copy = "$(TARGETDIR)/" .. path.getname(file)
    prebuildcommands { "@cmp -s '" .. file .. "' " .. copy .. " || { mkdir -p $(TARGETDIR) && cp '" .. file .. "' " .. copy .. "; }" }
end

for _, folder in ipairs(os.matchdirs(tree.root .. "/samples/*")) do
    local name = path.getname(folder)
    local parts = without_main(sources_in("samples/" .. name .. "/*.c"))
    if name ~= "common" and #parts > 0 then
        static_library("parts", "sample_" .. name, "sample_" .. name, parts)
            includedirs { tree.root .. "/samples" }
            use(packages)
    end
    if name ~= "hello" and os.isfile(folder .. "/main.c") then
        program("bin", name, { folder .. "/main.c" })
            use_samples(sample_library(name))
            use_chorus()
            put_beside(folder .. "/" .. name .. ".txt")
    end
end
