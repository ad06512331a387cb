-- Premake 4.3 learns the few words of Premake 5 that our scripts use.
-- What has no counterpart there is refused when the script is loaded.

workspace = solution

-- "configurations:Debug" and the like; Premake 4 matches the bare term against everything.
function filter(terms)
    if type(terms) == "string" then terms = { terms } end
    local bare = {}
    for _, term in ipairs(terms) do
        local prefix, rest = term:match("^(%a+):(.+)$")
        if prefix ~= "configurations" then
            error("filter '" .. term .. "' has no counterpart in Premake 4", 2)
        end
        bare[#bare + 1] = rest
    end
    configuration(bare)
end

local function choose(value, actions)
    local action = actions[value]
    if action == nil then error("'" .. tostring(value) .. "' has no counterpart in Premake 4", 3) end
    action()
end

function symbols(value)
    choose(value, { On = function() flags { "Symbols" } end })
end

function optimize(value)
    choose(value, {
        Off = function() end,
        On = function() flags { "Optimize" } end,
        Speed = function() flags { "OptimizeSpeed" } end,
    })
end

function pic(value)
    choose(value, { On = function() buildoptions { "-fPIC" } end })
end

-- Its makefiles do not order "make the folder" before "write into it", which `make -j` can lose.
local plain_objdir, plain_targetdir = objdir, targetdir

function objdir(dir)
    for _, config in ipairs { "Debug", "Release" } do os.mkdir(dir .. "/" .. config) end
    plain_objdir(dir)
end

function targetdir(dir)
    os.mkdir(dir)
    plain_targetdir(dir)
end
